namespace OrleansDro.Grains;

/// <summary>The kinds of grains that a silo takes.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Runs, samplers, shards, cases.</summary>
    Control = 1,

    /// <summary>Trainers and reducers.</summary>
    Trainer = 2,

    /// <summary>Both.</summary>
    All = Control | Trainer,
}
