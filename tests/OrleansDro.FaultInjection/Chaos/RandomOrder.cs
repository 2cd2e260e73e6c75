using OrleansDro.Robustness.Randomness;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>Shuffles.</summary>
internal static class RandomOrder
{
    /// <summary>The items in a random order; each order is as likely as any other.</summary>
    public static T[] Of<T>(IEnumerable<T> items, CounterRandom random)
    {
        var shuffled = items.ToArray();
        for (var last = shuffled.Length - 1; last > 0; last--)
        {
            var other = random.NextInt32(last + 1);
            (shuffled[last], shuffled[other]) = (shuffled[other], shuffled[last]);
        }

        return shuffled;
    }
}
