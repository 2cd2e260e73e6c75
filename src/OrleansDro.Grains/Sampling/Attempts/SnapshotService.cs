using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Answers requests for the state of a sampler after a step.</summary>
/// <param name="current">The attempt that has the state.</param>
internal sealed class SnapshotService(CurrentAttempt current)
{
    /// <inheritdoc cref="ISamplerGrain.GetSnapshot"/>
    public async Task<SamplerSnapshot?> GetSnapshot(long step)
    {
        while (true)
        {
            if (current.Attempt is { } attempt)
            {
                if (attempt.Sequence?.SnapshotOf(step) is { } snapshot)
                {
                    return snapshot;
                }

                attempt.RequestSnapshot(step);
                await attempt.ThrowIfFailed();
                if (attempt.IsAborted)
                {
                    return null;
                }
            }

            if (!await current.WaitForChange())
            {
                return null;
            }
        }
    }

    /// <inheritdoc cref="ISamplerGrain.GetSnapshotOutline"/>
    public async Task<SamplerSnapshot?> GetOutline(long step) => await GetSnapshot(step) is { } snapshot ? snapshot with { Cases = ShardSnapshot.Of([]) } : null;

    /// <inheritdoc cref="ISamplerGrain.GetSnapshotCases"/>
    public ShardSnapshot? GetCases(long step, int first, int count) =>
        current.Attempt?.Sequence?.SnapshotOf(step)?.Cases is { } cases ? SnapshotParts.Part(cases, first, Math.Min(first + count, cases.Records.Length)) : null;

    /// <inheritdoc cref="ISamplerGrain.GetHistory"/>
    public async Task<SamplerHistory> GetHistory()
    {
        var (_, sequence) = await current.WaitUntilReady();
        return new SamplerHistory
        {
            StepsCommitted = sequence.Committed + 1,
            Records = await sequence.Shards.GetRecords(),
            Reasons = await sequence.Shards.GetReasons(),
            Beta = sequence.Shards.Beta,
            RevisitShare = sequence.RevisitShare,
        };
    }
}
