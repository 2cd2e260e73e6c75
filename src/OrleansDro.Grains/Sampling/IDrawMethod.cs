using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>Chooses the cases of a step from the history as it is.</summary>
internal interface IDrawMethod
{
    /// <summary>Draws a step: a function of the run's seed, the step and the history.</summary>
    /// <param name="step">The step.</param>
    /// <param name="historyStep">The last step whose losses the history holds, -1 at the start.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    Task<BatchDraw> Draw(long step, long historyStep);
}
