using System.Runtime.Intrinsics;

namespace OrleansDro.Robustness.Sampling;

/// <summary>Where eight siblings lie on the line of their parent.</summary>
internal struct SiblingPlaces
{
    /// <summary>Where each starts, in the scale of the parent.</summary>
    public Vector512<double> Beginnings;

    /// <summary>The factor from the scale of the parent to that of each: 0 if it is too light to be drawn.</summary>
    public Vector512<double> Stretches;
}
