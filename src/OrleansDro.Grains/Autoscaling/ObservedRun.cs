using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>The state of a run from which the number of trainers that it can use is decided.</summary>
internal sealed record ObservedRun
{
    /// <summary>The state of the run.</summary>
    public required RunState State { get; init; }

    /// <summary>The number of trainers that it takes.</summary>
    public required TrainerRange Trainers { get; init; }

    /// <summary>Micro-batches of a step.</summary>
    public required int MicroBatches { get; init; }

    /// <summary>The present generation, or null.</summary>
    public Generation? Generation { get; init; }

    /// <summary>The number of members, spares included; if there is no generation, the number of available trainers.</summary>
    public required int Present { get; init; }

    /// <summary>Committed steps.</summary>
    public long StepsCommitted { get; init; }

    /// <summary>Steps still to be taken.</summary>
    public long StepsLeft { get; init; } = long.MaxValue;

    /// <summary>Whether the next step waits for something that steps do not normally wait for.</summary>
    public bool IsDisturbed { get; init; }

    /// <summary>How the trainer that computes longest spends its time; null if unknown.</summary>
    public StepSplit? Split { get; init; }

    /// <summary>Micro-batches of the trainer that has the most; 0 without members.</summary>
    public int LargestPart => Generation?.Members.Select(member => member.MicroBatches.Length).DefaultIfEmpty(0).Max() ?? 0;
}
