namespace OrleansDro.Abstractions.Runs;

/// <summary>How far a trainer is with a run.</summary>
[GenerateSerializer, Alias("OrleansDro.TrainerStage")]
public enum TrainerStage
{
    /// <summary>Opens the data set and builds its replica.</summary>
    Preparing,

    /// <summary>Has a replica that holds no state of the run yet.</summary>
    Prepared,

    /// <summary>Its replica holds the run's state as of a step, and keeps up with it.</summary>
    Ready,

    /// <summary>Finishes its part of a step and goes.</summary>
    Leaving,
}
