namespace OrleansDro.Abstractions.Runs;

/// <summary>Where a run stands.</summary>
[GenerateSerializer, Alias("OrleansDro.RunState")]
public enum RunState
{
    /// <summary>No run of this name was started.</summary>
    Unknown,

    /// <summary>Reads and checks the data, builds the replicas.</summary>
    Preparing,

    /// <summary>Takes steps.</summary>
    Training,

    /// <summary>All steps are committed; the validation cases are being predicted.</summary>
    Evaluating,

    /// <summary>Ended; the result is ready.</summary>
    Completed,

    /// <summary>Was asked to stop and has saved itself; it can be resumed.</summary>
    Stopped,

    /// <summary>Ended by an error, which the status tells.</summary>
    Failed,
}
