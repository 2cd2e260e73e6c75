using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// Gets a sampler's snapshot in messages of limited size for any number of cases. A million cases with all their recent losses have 125 MB, which is too large for one message.
/// </summary>
internal static class SnapshotFetch
{
    /// <summary>One megabyte if each case has all its recent losses.</summary>
    private const int CasesAtOnce = 1 << 13;

    /// <summary>Gets the snapshot of a step. The parts fit together even if the sampler moves to another silo meanwhile: it repeats the steps and has the same state.</summary>
    /// <param name="sampler">The sampler.</param>
    /// <param name="step">The step.</param>
    /// <param name="cancellation">Ends the calls.</param>
    /// <returns>The snapshot, or null if it is not available.</returns>
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
