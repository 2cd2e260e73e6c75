using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Dashboard.Sources;

/// <summary>A run in the list of runs.</summary>
/// <param name="Status">Where it stands; its <see cref="RunStatus.Run"/> is the name by which the source knows the run.</param>
internal sealed record RunOverview(RunStatus Status)
{
    /// <summary>The name that its spec gives it.</summary>
    public string Name { get; init; } = Status.Run;

    /// <summary>When its files were written; null if it has none here.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>Its spec; null if the source does not have it.</summary>
    public RunSpec? Spec { get; init; }

    /// <summary>Its results on cases that it did not train on, in the order in which they are shown.</summary>
    public IReadOnlyList<HeldOutResult> HeldOut { get; init; } = [];

    /// <summary>The names of its files that can be opened.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
