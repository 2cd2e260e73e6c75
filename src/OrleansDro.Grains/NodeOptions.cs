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
    /// Folder below which each run without a folder of its own saves its checkpoints, by the run's name; all silos of a cluster must reach it. Null: such runs save none.
    /// </summary>
    public string? CheckpointRoot { get; init; }

    /// <summary>Folder in which data sets must lie; relative paths of specs are taken from it. Null: anywhere.</summary>
    public string? DataRoot { get; init; }
}
