using Orleans.Configuration;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Tests.Sampling;

public sealed class SnapshotFetchTests
{
    private const int Cases = 100_000;
    private const int LargestMessage = 1_000_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The records alone take twice as much as a message may have.</summary>
    [Fact]
    public async Task Fetch_ManyCases_NoMessageOverAMegabyte()
    {
        await using var cluster = await SiloCluster.StartAsync(
            1, configure: silo => silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxMessageBodySize = LargestMessage));
        var spec = SmallRun.Spec(steps: 1);
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>(spec.Name);
        await sampler.Start(new SamplerStart { Spec = spec, Cases = Cases, LastStep = 0 });
        var batch = (await sampler.Draw(0).WaitAsync(Limit, Token)).Batch!;
        foreach (var draw in batch.Draws)
        {
            await sampler.Report(new LossReport(0, [draw.Slot], [1 + draw.Slot], [0]));
        }

        var snapshot = await SnapshotFetch.Fetch(sampler, 0, Token).WaitAsync(Limit, Token);
        Assert.Equal(Cases, snapshot!.Records.Length);
        int[] drawn = [.. batch.Draws.Select(draw => draw.Case).Distinct().Order()];
        Assert.Equal(drawn, Enumerable.Range(0, Cases).Where(i => snapshot.Records[i].Status == CaseStatus.Seen));
        Assert.Equal(drawn, snapshot.Cases.Recent.Cases.Distinct());
        Assert.Equal(batch.Draws.Length, snapshot.Cases.Recent.Losses.Length);
    }
}
