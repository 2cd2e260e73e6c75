namespace OrleansDro.Grains.Protocol.Coordination;

/// <summary>What a run has its trainers do.</summary>
[GenerateSerializer, Alias("OrleansDro.RunPhase")]
internal enum RunPhase
{
    /// <summary>Prepare and take steps.</summary>
    Train,

    /// <summary>All steps are taken: predict validation cases.</summary>
    Evaluate,

    /// <summary>Nothing more: free the device.</summary>
    Over,
}
