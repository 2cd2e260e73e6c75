namespace OrleansDro.Learning.SelfTesting;

/// <summary>The result of a self-test.</summary>
/// <param name="Network">The name of the network.</param>
/// <param name="Deviations">What was computed wrongly, the cause first as far as it is known; empty if the test passed.</param>
/// <param name="IsRepeatable">Whether all passes over the same input had the same bits.</param>
/// <param name="Duration">The duration of the test.</param>
public sealed record SelfTestReport(string Network, IReadOnlyList<Deviation> Deviations, bool IsRepeatable, TimeSpan Duration)
{
    /// <summary>Whether the device computes the network right.</summary>
    public bool Passed => Deviations.Count == 0 && IsRepeatable;

    /// <summary>The finding, in a clause.</summary>
    public override string ToString() => (Deviations, IsRepeatable) switch
    {
        ([var first], _) => first.ToString(),
        ([var first, ..], _) => FormattableString.Invariant($"{first}; {Deviations.Count - 1} more parts are wrong too"),
        (_, false) => "repeated passes over the same input gave different bits",
        _ => "all results are right",
    };
}
