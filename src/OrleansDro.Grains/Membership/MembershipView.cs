using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Everything that a membership decision depends on.</summary>
internal sealed record MembershipView
{
    /// <summary>The present generation; null before the first of the present attempt; without members while the run is paused.</summary>
    public Generation? Current { get; init; }

    /// <summary>The number of the latest generation of all attempts.</summary>
    public long LatestNumber { get; init; }

    /// <summary>The trainers whose lease has not expired, in an order that stays the same.</summary>
    public required IReadOnlyList<Candidate> Candidates { get; init; }

    /// <summary>The number of trainers that the run takes.</summary>
    public required TrainerRange Trainers { get; init; }

    /// <summary>Micro-batches of a step.</summary>
    public required int MicroBatches { get; init; }

    /// <summary>Committed steps.</summary>
    public long StepsCommitted { get; init; }
}
