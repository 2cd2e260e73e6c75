namespace OrleansDro.Robustness.Sampling;

/// <summary>Chooses the cases of each step.</summary>
public interface IDrawMethod
{
    /// <summary>Draws the batch of a step from the history as it is. Steps are drawn in order, one at a time.</summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="batchSize">How many slots the batch has, 1 or more.</param>
    /// <param name="historyStep">The last step whose losses the history holds; -1 at the start.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range, or the method cannot fill a batch of this size.</exception>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    ValueTask<BatchDraw> DrawAsync(long step, int batchSize, long historyStep);

    /// <summary>The share of a batch's slots that visit all cases in turn, 0 to 1.</summary>
    /// <param name="batchSize">How many slots the batch has, 1 or more.</param>
    double RevisitShareOf(int batchSize);
}
