using OrleansDro.Robustness.Randomness;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>
/// What is done to a cluster, and when: a function of a seed. Faults are dealt from shuffled decks, so that a short plan has some of every kind and a long one has them in
/// fixed shares.
/// </summary>
internal static class ChaosPlan
{
    private const double ShortestStallSeconds = 0.3, LongestStallSeconds = 4; // from unnoticed to given up

    private static readonly FaultKind[] Deck =
    [
        FaultKind.KillTrainer, FaultKind.KillTrainer, FaultKind.KillTrainer,
        FaultKind.TerminateTrainer, FaultKind.TerminateTrainer,
        FaultKind.JoinTrainer, FaultKind.JoinTrainer,
        FaultKind.StallTrainer,
        FaultKind.KillControl,
        FaultKind.StallControl,
    ];

    /// <summary>Faults after which every kind has come up.</summary>
    public static int DeckSize => Deck.Length;

    /// <summary>Makes a plan.</summary>
    /// <param name="seed">Decides all.</param>
    /// <param name="faults">How many.</param>
    /// <param name="pace">Mean time between two; each delay is between half and one and a half of it.</param>
    public static IReadOnlyList<Fault> Create(long seed, int faults, TimeSpan pace)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(faults);
        var plan = new List<Fault>(faults);
        for (var deck = 0; plan.Count < faults; deck++)
        {
            var random = new CounterRandom(seed, RandomPurpose.Shuffle, deck, 0);
            foreach (var kind in RandomOrder.Of(Deck, random).Take(faults - plan.Count))
            {
                var stall = kind is FaultKind.StallTrainer or FaultKind.StallControl
                    ? TimeSpan.FromSeconds(double.Lerp(ShortestStallSeconds, LongestStallSeconds, random.NextDouble()))
                    : TimeSpan.Zero;
                plan.Add(new Fault(pace * (0.5 + random.NextDouble()), kind, random.NextInt32(Fault.Choices), stall));
            }
        }

        return plan;
    }
}
