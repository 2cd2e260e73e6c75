namespace OrleansDro.FaultInjection.Processes;

/// <summary>What a silo is started for.</summary>
internal enum SiloRole
{
    /// <summary>Runs, samplers, shards, cases.</summary>
    Control,

    /// <summary>Trainers and reducers.</summary>
    Trainer,
}
