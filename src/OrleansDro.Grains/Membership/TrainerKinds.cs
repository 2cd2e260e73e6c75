using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>
/// The kinds of a run's trainers: which work now, and which have computed steps so far. A kind counts as soon as a generation assigns it micro-batches, even if the run later rolls back to a
/// checkpoint from before that.
/// </summary>
internal sealed class TrainerKinds(DurableRun run, RunEvents events, TrainerRegistry registry)
{
    /// <summary>Whether trainers of different kinds have computed steps.</summary>
    public bool AreMixed => run.Record.Fingerprints.Count > 1;

    /// <summary>The kinds of the present members, the most frequent first.</summary>
    public IReadOnlyList<TrainerKind> AtWork =>
    [
        .. FingerprintsOf(run.Record.Current?.Members ?? [])
            .GroupBy(fingerprint => fingerprint, (fingerprint, trainers) => new TrainerKind(fingerprint, trainers.Count()))
            .OrderByDescending(kind => kind.Trainers)
            .ThenBy(kind => kind.Fingerprint.Kind, StringComparer.Ordinal),
    ];

    /// <summary>The kinds so far together with those of the next generation.</summary>
    public IReadOnlyList<ComputeFingerprint> With(Generation next) =>
        [.. run.Record.Fingerprints.Union(FingerprintsOf(next.Members.Where(member => member.MicroBatches.Length > 0)))];

    /// <summary>Records an event if the new generation added a kind that matters: the first different one, or one that a resumed run did not have before.</summary>
    /// <param name="before">The record before the generation was formed.</param>
    public Task ReportNewKind(RunRecord before)
    {
        var (earlier, now) = (before.Fingerprints, run.Record.Fingerprints);
        if (now.Count == earlier.Count || now.Count < 2)
        {
            return Task.CompletedTask;
        }

        const string Consequence = "The result is consistent, but it cannot be repeated bit for bit.";
        var difference = FingerprintDifference.Describe(now);
        if (before is { Start.Resume: true, Generations: [] } && earlier.Count > 0)
        {
            return events.Record(RunEventKind.OtherKind, null, $"The run was resumed on trainers that compute different bits than the previous ones ({difference}). {Consequence}");
        }

        return earlier.Count < 2 ? events.Record(RunEventKind.MixedKinds, null, $"The trainers compute different bits ({difference}). {Consequence}") : Task.CompletedTask;
    }

    private IEnumerable<ComputeFingerprint> FingerprintsOf(IEnumerable<GenerationMember> members) =>
        members.Select(member => registry.LatestHeartbeatOf(member.Trainer)?.Fingerprint).OfType<ComputeFingerprint>();
}
