using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>Chooses the cases of a step from the history as it is.</summary>
internal interface IDrawMethod
{
    /// <summary>Draws a step: a function of the run's seed, the step, the history and the number of cases. Steps are drawn in order.</summary>
    /// <param name="step">The step.</param>
    /// <param name="historyStep">The last step whose losses the history holds, -1 at the start.</param>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    Task<BatchDraw> Draw(long step, long historyStep);

    /// <summary>The share of a batch's slots that go round all cases in turn, 0 to 1.</summary>
    double SweptShare { get; }

    /// <summary>Checks that so many cases can be drawn from as the options promise.</summary>
    /// <exception cref="InvalidInputException">They are too many.</exception>
    void RequireRoom(int cases);

    /// <summary>Takes note that cases were added.</summary>
    /// <param name="step">The first step that may draw them.</param>
    void Grow(long step);
}
