namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a run orders its trainers to do.</summary>
[GenerateSerializer, Alias("OrleansDro.RunPhase")]
internal enum RunPhase
{
    /// <summary>Prepare and take steps.</summary>
    Train,

    /// <summary>All steps are committed: predict validation cases.</summary>
    Evaluate,

    /// <summary>The run needs no trainers: release the device.</summary>
    Over,
}
