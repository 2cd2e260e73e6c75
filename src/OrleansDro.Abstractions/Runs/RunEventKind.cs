namespace OrleansDro.Abstractions.Runs;

/// <summary>What can happen to a run's trainers or its saved state.</summary>
[GenerateSerializer, Alias("OrleansDro.RunEventKind")]
public enum RunEventKind
{
    /// <summary>A trainer has become a member.</summary>
    Joined,

    /// <summary>A member has left in good order.</summary>
    Left,

    /// <summary>A member was not heard of for longer than its lease.</summary>
    Lost,

    /// <summary>A member's parameters differ from those of the others.</summary>
    Differs,

    /// <summary>A trainer cannot work on the run.</summary>
    Failed,

    /// <summary>The run went back to its latest checkpoint.</summary>
    Restored,

    /// <summary>The run's grain came up on another silo and carries on.</summary>
    Recovered,

    /// <summary>A checkpoint was saved.</summary>
    Saved,

    /// <summary>A checkpoint could not be saved; the one before stays.</summary>
    NotSaved,

    /// <summary>For the first time trainers that compute different bits work on the run: its result cannot be repeated bit for bit.</summary>
    MixedKinds,

    /// <summary>The run was resumed on trainers that compute other bits than those before: its result is not that of a run without the pause, bit for bit.</summary>
    OtherKind,

    /// <summary>A trainer's device failed its self-test: it computes the run's network wrongly, and the trainer is not used.</summary>
    SelfTestFailed,

    /// <summary>Two trainers computed different gradients from the same input.</summary>
    AuditDiffers,

    /// <summary>An audit showed that a trainer computes wrong gradients: it does not work on the run any more.</summary>
    Evicted,

    /// <summary>The run ends before its last step, as its validations do not get better.</summary>
    EndsEarly,
}
