using System.Globalization;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Cases;

/// <summary>What a step brings to a case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Losses">The fresh losses of the slots that drew it, in slot order.</param>
/// <param name="Problem">Why it could not be read, or null.</param>
internal readonly record struct CaseVisit(int Case, float[] Losses, string? Problem)
{
    /// <summary>What the case holds after the visit.</summary>
    public CaseRecord Credit(CaseRecord before, long step, double momentum) => before.Visit(step, Array.ConvertAll(Losses, loss => (double)loss), momentum);

    /// <summary>Why the case cannot be drawn any more after a visit with a loss that is not finite.</summary>
    public string ReasonAt(long step) => Problem ?? string.Create(CultureInfo.InvariantCulture, $"The loss of step {step} was {Losses.First(loss => !float.IsFinite(loss))}.");
}
