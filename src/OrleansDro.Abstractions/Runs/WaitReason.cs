namespace OrleansDro.Abstractions.Runs;

/// <summary>Why a run waits. The list is closed: a run that does not move is in one of these.</summary>
[GenerateSerializer, Alias("OrleansDro.WaitReason")]
public enum WaitReason
{
    /// <summary>It does not wait.</summary>
    None,

    /// <summary>No trainer works on it: no silo with a device is there, or none that is free.</summary>
    NoTrainers,

    /// <summary>Fewer trainers than its minimum are there.</summary>
    BelowMinimum,

    /// <summary>Trainers read and check the data or build their replicas.</summary>
    Data,

    /// <summary>The sampler or all trainers were lost; the run goes back to what was saved.</summary>
    Recovering,

    /// <summary>A trainer has not reported the losses of its part of a step yet.</summary>
    Losses,

    /// <summary>The storage does not answer.</summary>
    Storage,

    /// <summary>The devices that are there cannot be used by this run.</summary>
    Device,

    /// <summary>The trainers predict the validation cases before the next step.</summary>
    Validation,
}
