namespace OrleansDro.Grains;

/// <summary>What one silo is for.</summary>
public sealed record NodeOptions
{
    /// <summary>The kinds of grains that live here. Default: all.</summary>
    public NodeRoles Roles { get; init; } = NodeRoles.All;

    /// <summary>
    /// The devices of this silo, one for each trainer that it can have at a time: <c>cpu:0</c>, <c>cuda:1</c>. Empty unless the role of a trainer is among the roles. Default: one CPU.
    /// </summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu:0"];

    /// <summary>
    /// Folder below which each run saves its checkpoints, by the run's name; all silos of a cluster must reach it. Null: runs save none.
    /// </summary>
    public string? CheckpointRoot { get; init; }

    /// <summary>Folder in which data sets must lie; relative paths of specs are taken from it. Null: no spec may name a path.</summary>
    public string? DataRoot { get; init; }

    /// <summary>
    /// Whether runs may name the folders in which they save themselves, and data may lie anywhere where there is no <see cref="DataRoot"/>: for a silo whose runs are all started by
    /// its own process. Default: no.
    /// </summary>
    public bool AllowsAnyFolder { get; init; }

    /// <summary>How long a run that has taken all steps tries to save its model before it fails. Default: 5 minutes.</summary>
    public TimeSpan LastCheckpointLimit { get; init; } = TimeSpan.FromMinutes(5);
}
