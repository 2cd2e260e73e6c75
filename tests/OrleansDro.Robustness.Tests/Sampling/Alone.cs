namespace OrleansDro.Robustness.Tests.Sampling;

/// <summary>Tests that need much memory or measure it: one at a time, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
