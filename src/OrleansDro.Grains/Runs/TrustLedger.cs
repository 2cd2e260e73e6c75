using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>Records what audits have shown about a run's trainers. Pure functions: none changes the list that it gets.</summary>
internal static class TrustLedger
{
    /// <summary>How many trainers are kept besides the members and the evicted ones: a trainer may leave for a while and return.</summary>
    private const int OthersKept = 256;

    /// <summary>Whether a trainer was evicted.</summary>
    public static bool IsEvicted(IReadOnlyList<TrainerTrust> trust, TrainerId trainer) => trust.Any(entry => entry.IsEvicted && entry.Trainer == trainer);

    /// <summary>Adds trainers that become members.</summary>
    /// <param name="trust">The ledger.</param>
    /// <param name="members">All members of the new generation, each with the first step of which it can compute a part.</param>
    public static IReadOnlyList<TrainerTrust> Join(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<(TrainerId Trainer, long FirstStep)> members)
    {
        var joining = members.Where(member => trust.All(entry => entry.Trainer != member.Trainer)).Select(member => new TrainerTrust(member.Trainer, member.FirstStep));
        var others = trust.Where(entry => !entry.IsEvicted && members.All(member => member.Trainer != entry.Trainer)).ToArray();
        return [.. trust.Except(others.SkipLast(OthersKept)), .. joining];
    }

    /// <summary>Records an audit of trainers that agreed.</summary>
    public static IReadOnlyList<TrainerTrust> Agree(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<TrainerId> trainers, long step) =>
        Change(trust, trainers, entry => entry with { AgreedStep = Math.Max(step, entry.AgreedStep ?? 0) });

    /// <summary>Records that trainers are evicted.</summary>
    public static IReadOnlyList<TrainerTrust> Evict(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<TrainerId> trainers) =>
        Change(trust, trainers, entry => entry with { IsEvicted = true });

    /// <summary>Records a rollback: steps from there on are not audited yet, and any trainer may compute a part of them.</summary>
    public static IReadOnlyList<TrainerTrust> RollBack(IReadOnlyList<TrainerTrust> trust, long step) =>
        [.. trust.Select(entry => entry with { FirstStep = Math.Min(step, entry.FirstStep), AgreedStep = entry.AgreedStep is { } agreed ? Math.Min(step, agreed) : null })];

    /// <summary>A state of at most this number of steps is valid even if all of these trainers compute wrongly now; null without trainers. 0 if one of the trainers is not in the ledger.</summary>
    public static long? GoodSteps(IReadOnlyList<TrainerTrust> trust, IEnumerable<TrainerId> trainers) =>
        trainers.Select(trainer => (long?)(trust.FirstOrDefault(entry => entry.Trainer == trainer)?.GoodSteps ?? 0)).Min();

    // A silo of an older version adds no entry for a trainer, so that its first step is unknown.
    private static IReadOnlyList<TrainerTrust> Change(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<TrainerId> trainers, Func<TrainerTrust, TrainerTrust> change)
    {
        var missing = trainers.Where(trainer => trust.All(entry => entry.Trainer != trainer)).Select(trainer => new TrainerTrust(trainer, FirstStep: 0));
        return [.. trust.Concat(missing).Select(entry => trainers.Contains(entry.Trainer) ? change(entry) : entry)];
    }
}
