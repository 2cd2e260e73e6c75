using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Protocol.Sampling;

/// <summary>The answer to a request for the draws of a step. It is one of four, for which this type has names; a message carries them in these members.</summary>
/// <param name="Batch">The draws of the step, or null.</param>
/// <param name="IsOver">Whether the run ends before the step.</param>
/// <param name="IsPast">Whether the step is committed and its draws are not kept any more, so that no trainer can compute it again.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.DrawReply")]
internal sealed record DrawReply([property: Id(0)] BatchDraw? Batch, [property: Id(1)] bool IsOver, [property: Id(2)] bool IsPast = false)
{
    /// <summary>The draws do not exist yet: the step depends on one that is not committed.</summary>
    public static DrawReply NotDrawnYet { get; } = new(null, IsOver: false);

    /// <summary>The step is committed and its draws are not kept any more.</summary>
    public static DrawReply StepIsPast { get; } = new(null, IsOver: false, IsPast: true);

    /// <summary>The run ends before the step.</summary>
    public static DrawReply RunIsOver { get; } = new(null, IsOver: true);

    /// <summary>The draws of the step.</summary>
    public static DrawReply Of(BatchDraw batch) => new(batch, IsOver: false);
}
