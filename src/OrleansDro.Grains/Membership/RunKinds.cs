using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>
/// The kinds of a run's trainers: which are at work, and which have computed steps so far. A kind counts from when a generation gives it micro-batches, also if the run later goes back to a
/// checkpoint before that.
/// </summary>
internal sealed class RunKinds(DurableRun run, RunEvents events, Roster roster)
{
    /// <summary>Whether trainers of different kinds have computed steps.</summary>
    public bool AreMixed => run.Record.Fingerprints.Count > 1;

    /// <summary>The kinds of the members that work now, the largest first.</summary>
    public IReadOnlyList<TrainerKind> AtWork =>
    [
        .. FingerprintsOf(run.Record.Current?.Members ?? [])
            .GroupBy(fingerprint => fingerprint, (fingerprint, trainers) => new TrainerKind(fingerprint, trainers.Count()))
            .OrderByDescending(kind => kind.Trainers)
            .ThenBy(kind => kind.Fingerprint.Kind, StringComparer.Ordinal),
    ];

    /// <summary>The kinds so far and those of a generation that is about to work.</summary>
    public IReadOnlyList<ComputeFingerprint> With(Generation next) =>
        [.. run.Record.Fingerprints.Union(FingerprintsOf(next.Members.Where(member => member.MicroBatches.Length > 0)))];

    /// <summary>Tells if a generation that has just been formed brought a kind that matters: the first unlike one, or one that a resumed run did not have before.</summary>
    /// <param name="before">The record before the generation.</param>
    public Task Tell(RunRecord before)
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
            return events.Tell(RunEventKind.OtherKind, null, $"The run was resumed on trainers that compute other bits than those before ({difference}). {Consequence}");
        }

        return earlier.Count < 2 ? events.Tell(RunEventKind.MixedKinds, null, $"The trainers compute different bits ({difference}). {Consequence}") : Task.CompletedTask;
    }

    private IEnumerable<ComputeFingerprint> FingerprintsOf(IEnumerable<GenerationMember> members) =>
        members.Select(member => roster.ReportOf(member.Trainer)?.Fingerprint).OfType<ComputeFingerprint>();
}
