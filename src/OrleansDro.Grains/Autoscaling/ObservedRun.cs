using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>A run at a moment, as far as it tells how many trainers it can use.</summary>
internal sealed record ObservedRun
{
    /// <summary>Where it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>How many trainers it takes.</summary>
    public required TrainerRange Trainers { get; init; }

    /// <summary>Micro-batches of a step.</summary>
    public required int MicroBatches { get; init; }

    /// <summary>The generation that works, or null.</summary>
    public Generation? Generation { get; init; }

    /// <summary>How many trainers are at work, spares included; where there is no generation, how many are there.</summary>
    public required int Present { get; init; }

    /// <summary>Committed steps.</summary>
    public long StepsCommitted { get; init; }

    /// <summary>Steps still to be taken.</summary>
    public long StepsLeft { get; init; } = long.MaxValue;

    /// <summary>Whether the next step waits for something that steps do not wait for when all is well.</summary>
    public bool IsDisturbed { get; init; }

    /// <summary>Where the time of the trainer goes that computes longest; null where that is not known.</summary>
    public StepSplit? Split { get; init; }

    /// <summary>Micro-batches of the trainer that has most; 0 where nobody works.</summary>
    public int LargestPart => Generation?.Members.Select(member => member.MicroBatches.Length).DefaultIfEmpty(0).Max() ?? 0;
}
