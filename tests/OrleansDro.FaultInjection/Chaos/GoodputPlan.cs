using OrleansDro.Robustness.Randomness;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>
/// The faults of trainers of a measurement of goodput: a function of a seed, and as many in a window of time as a mean time between faults gives. The mix and the rate are
/// those of torchft's measurement of 2026: 32 replicas on 16 cores, 62 faults in 30 minutes, 27 of them kill -9, the others stalls and partitions.
/// </summary>
/// <remarks>
/// A trainer that is stopped for longer than its lease looks to the others as one behind a broken network does, and learns of it when it goes on: it stands for both.
/// </remarks>
internal static class GoodputPlan
{
    // The shortest is longer than a trainer's lease; from about six seconds on the cluster declares the silo dead, and it is replaced.
    private const double ShortestStallSeconds = 2, LongestStallSeconds = 10;
    private const double TrainerSecondsPerFault = 29 * 32;

    private static readonly (FaultKind Kind, double Share)[] Mix =
        [(FaultKind.KillTrainer, 0.44), (FaultKind.StallTrainer, 0.28), (FaultKind.TerminateTrainer, 0.28)];

    /// <summary>The mean time between two faults with which a trainer is hit as often as there.</summary>
    public static TimeSpan Every(int trainers) => TimeSpan.FromSeconds(TrainerSecondsPerFault / trainers);

    /// <summary>Makes a plan.</summary>
    /// <param name="seed">Decides order, victims and times; not how many faults of which kind.</param>
    /// <param name="window">
    /// The time that the faults are spread over: each has an equal part of it, and happens in that part's middle half, so that the last one is got over before the end.
    /// </param>
    /// <param name="every">The mean time between two faults.</param>
    public static IReadOnlyList<Fault> Create(long seed, TimeSpan window, TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(every, TimeSpan.Zero);
        var faults = Math.Max(1, (int)Math.Round(window / every));
        var random = new CounterRandom(seed, RandomPurpose.Shuffle, 0, 0);
        var (plan, before) = (new List<Fault>(faults), TimeSpan.Zero);
        foreach (var kind in RandomOrder.Of(KindsOf(faults), random))
        {
            var at = window * ((plan.Count + 0.25 + random.NextDouble() / 2) / faults);
            var stall = kind == FaultKind.StallTrainer
                ? TimeSpan.FromSeconds(double.Lerp(ShortestStallSeconds, LongestStallSeconds, random.NextDouble()))
                : TimeSpan.Zero;
            plan.Add(new Fault(at - before, kind, random.NextInt32(Fault.Choices), stall));
            before = at;
        }

        return plan;
    }

    /// <summary>Each next one is of the kind that lacks most of its share.</summary>
    private static List<FaultKind> KindsOf(int faults)
    {
        var kinds = new List<FaultKind>(faults);
        while (kinds.Count < faults)
        {
            kinds.Add(Mix.MaxBy(part => part.Share * (kinds.Count + 1) - kinds.Count(kind => kind == part.Kind)).Kind);
        }

        return kinds;
    }
}
