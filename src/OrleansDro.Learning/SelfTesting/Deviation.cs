namespace OrleansDro.Learning.SelfTesting;

/// <summary>A part of a network that was computed wrongly.</summary>
/// <param name="Part">The compared part: the output of a layer, the losses, or the gradient of a parameter.</param>
/// <param name="Error">The largest absolute difference from the reference; not a number or infinite if the result was not finite.</param>
/// <param name="Tolerance">The largest difference that rounding explains.</param>
/// <param name="Scale">The largest absolute value of the reference.</param>
public sealed record Deviation(string Part, double Error, double Tolerance, double Scale)
{
    /// <summary>The error, in a clause.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{Part} is off by {Error:G2} ({Tolerance:G2} is allowed, the largest value is {Scale:G2})");
}
