namespace OrleansDro.Robustness.Sampling;

/// <summary>What a slot drew, and what was known when it did: the importance weight stays right however late the fresh loss arrives.</summary>
/// <param name="Slot">The slot of the batch, from 0.</param>
/// <param name="Case">The case that was drawn, from 0.</param>
/// <param name="LogProbability">The natural logarithm of the probability with which this slot drew this case, mixing floor included.</param>
/// <param name="StaleLoss">The loss under which the case was drawn: its recorded loss or, without one, the loss at which unseen cases rank (0 while no case has a loss).</param>
/// <param name="HistoryStep">The last step whose losses the history held; -1 at the start.</param>
public readonly record struct Draw(int Slot, int Case, double LogProbability, double StaleLoss, long HistoryStep);
