using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// Gets a sampler's snapshot in messages that stay small however many cases there are: a million with all their recent losses would be 125 MB, more than a message may have.
/// </summary>
internal static class SnapshotFetch
{
    /// <summary>A megabyte where each has all its recent losses.</summary>
    private const int CasesAtOnce = 1 << 13;

    /// <summary>Gets the snapshot of a step. The parts fit together also where the sampler moves meanwhile, as it then repeats the steps and knows the same.</summary>
    /// <param name="sampler">The sampler.</param>
    /// <param name="step">The step.</param>
    /// <param name="cancellation">Ends the calls.</param>
    /// <returns>The snapshot, or null where it is not there yet or no more.</returns>
    public static async Task<SamplerSnapshot?> Fetch(ISamplerGrain sampler, long step, CancellationToken cancellation = default)
    {
        if (await RetryUntilAnswered.Call(() => sampler.GetSnapshotOutline(step), cancellation) is not { } outline)
        {
            return null;
        }

        var parts = new List<ShardSnapshot>();
        do
        {
            var first = parts.Count * CasesAtOnce;
            if (await RetryUntilAnswered.Call(() => sampler.GetSnapshotCases(step, first, CasesAtOnce), cancellation) is not { } part)
            {
                return null;
            }

            parts.Add(part);
        }
        while (parts[^1].Records.Length == CasesAtOnce);
        return outline with { Cases = SnapshotParts.Join([.. parts]) };
    }
}
