using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>Keeps account of what audits have shown of a run's trainers. All functions leave the list that they get as it is.</summary>
internal static class TrustLedger
{
    /// <summary>Trainers that are remembered beside the members and those that were evicted: some that are away for a while and come back.</summary>
    private const int OthersKept = 256;

    /// <summary>Whether a trainer was evicted.</summary>
    public static bool IsEvicted(IReadOnlyList<TrainerTrust> trust, TrainerId trainer) => trust.Any(entry => entry.IsEvicted && entry.Trainer == trainer);

    /// <summary>Trainers become members.</summary>
    /// <param name="trust">The account.</param>
    /// <param name="members">All members from now on, each with the first step that it can compute a part of.</param>
    public static IReadOnlyList<TrainerTrust> Join(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<(TrainerId Trainer, long FirstStep)> members)
    {
        var joining = members.Where(member => trust.All(entry => entry.Trainer != member.Trainer)).Select(member => new TrainerTrust(member.Trainer, member.FirstStep));
        var others = trust.Where(entry => !entry.IsEvicted && members.All(member => member.Trainer != entry.Trainer)).ToArray();
        return [.. trust.Except(others.SkipLast(OthersKept)), .. joining];
    }

    /// <summary>An audit of trainers agreed.</summary>
    public static IReadOnlyList<TrainerTrust> Agree(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<TrainerId> trainers, long step) =>
        Change(trust, trainers, entry => entry with { AgreedStep = Math.Max(step, entry.AgreedStep ?? 0) });

    /// <summary>Trainers are evicted.</summary>
    public static IReadOnlyList<TrainerTrust> Evict(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<TrainerId> trainers) =>
        Change(trust, trainers, entry => entry with { IsEvicted = true });

    /// <summary>The run goes back: what is computed from there on was not audited yet, and any trainer can have a part in it.</summary>
    public static IReadOnlyList<TrainerTrust> GoBack(IReadOnlyList<TrainerTrust> trust, long step) =>
        [.. trust.Select(entry => entry with { FirstStep = Math.Min(step, entry.FirstStep), AgreedStep = entry.AgreedStep is { } agreed ? Math.Min(step, agreed) : null })];

    /// <summary>A state of at most so many steps is good even if all of these trainers err now; null without trainers. A trainer that is not in the account vouches for none.</summary>
    public static long? GoodSteps(IReadOnlyList<TrainerTrust> trust, IEnumerable<TrainerId> trainers) =>
        trainers.Select(trainer => (long?)(trust.FirstOrDefault(entry => entry.Trainer == trainer)?.GoodSteps ?? 0)).Min();

    // Of a trainer that a silo of an older version took in, nothing is known.
    private static IReadOnlyList<TrainerTrust> Change(IReadOnlyList<TrainerTrust> trust, IReadOnlyCollection<TrainerId> trainers, Func<TrainerTrust, TrainerTrust> change)
    {
        var missing = trainers.Where(trainer => trust.All(entry => entry.Trainer != trainer)).Select(trainer => new TrainerTrust(trainer, FirstStep: 0));
        return [.. trust.Concat(missing).Select(entry => trainers.Contains(entry.Trainer) ? change(entry) : entry)];
    }
}
