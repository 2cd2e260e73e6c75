namespace OrleansDro.Abstractions.Runs;

/// <summary>Why a run wants as many trainers as it does, and no more. The list is closed.</summary>
[GenerateSerializer, Alias("OrleansDro.ScalingReason")]
public enum ScalingReason
{
    /// <summary>Fewer trainers than its minimum are there.</summary>
    BelowMinimum,

    /// <summary>Too few steps were measured to tell whether more trainers, or fewer, would do.</summary>
    Measuring,

    /// <summary>So many are expected to be faster than fewer, by enough to be worth it, and are not all there yet.</summary>
    SpeedsUp,

    /// <summary>More would speed the steps up by too little.</summary>
    Saturated,

    /// <summary>Each micro-batch has a trainer of its own: more would have nothing to do.</summary>
    MicroBatches,

    /// <summary>It may take no more.</summary>
    Budget,

    /// <summary>It is about to end: whoever came now would come too late.</summary>
    Ending,

    /// <summary>It has ended and needs none.</summary>
    Ended,
}
