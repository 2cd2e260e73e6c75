namespace OrleansDro.Learning.SelfTesting;

/// <summary>What a self-test found.</summary>
/// <param name="Network">What the network is called.</param>
/// <param name="Deviations">What was computed wrongly, the cause first as far as it can be told; empty if the test passed.</param>
/// <param name="IsRepeatable">Whether all passes over the same input had the same bits.</param>
/// <param name="Duration">How long the test took.</param>
public sealed record SelfTestReport(string Network, IReadOnlyList<Deviation> Deviations, bool IsRepeatable, TimeSpan Duration)
{
    /// <summary>Whether the device computes the network right.</summary>
    public bool Passed => Deviations.Count == 0 && IsRepeatable;

    /// <summary>What was found, in a clause.</summary>
    public override string ToString() => (Deviations, IsRepeatable) switch
    {
        ([var first], _) => first.ToString(),
        ([var first, ..], _) => FormattableString.Invariant($"{first}; {Deviations.Count - 1} more parts are wrong too"),
        (_, false) => "repeated passes over the same input gave different bits",
        _ => "all results are right",
    };
}
