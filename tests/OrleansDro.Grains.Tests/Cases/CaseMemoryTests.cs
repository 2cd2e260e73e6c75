using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Cases;

[Collection(nameof(ClusterTests))]
public sealed class CaseMemoryTests(ClusterFixture cluster)
{
    private const int Cases = 50_000, CasesOfAStep = 5_000, MostBytes = 250, MostMeasurements = 5;

    /// <summary>No case is active, so that a million of them fit into a quarter of a gigabyte; the benchmark <c>grains</c> measures a million.</summary>
    [Fact]
    public async Task Credit_ManyCases_TakesAtMostAQuarterOfAKilobyteForEach()
    {
        // What earlier tests left behind may be freed during a measurement, which then counts for nothing.
        var bytes = 0.0;
        for (var i = 0; i < MostMeasurements && bytes <= 0; i++)
        {
            bytes = await BytesOfACase($"memory-{i}");
        }

        Assert.InRange(bytes, 1, MostBytes);
    }

    private async Task<double> BytesOfACase(string run)
    {
        var blocks = CaseBlocks.Cut(Cases, 4);
        var unseen = ShardSnapshot.Of(Enumerable.Repeat(CaseRecord.Unseen, Cases).ToArray());
        var before = await SettledMemory();
        var shards = await ShardSet.Start(cluster.Grains, run, new ShardSetStart(blocks, unseen, Beta: 2, Momentum: 0, LastCommittedStep: -1));
        for (var step = 0; step < Cases / CasesOfAStep; step++)
        {
            var draws = Enumerable.Range(0, CasesOfAStep).Select(slot => new Draw(slot, (step * CasesOfAStep) + slot, 0, 0, step - 1)).ToArray();
            var reports = new StepReports();
            int[] slots = [.. draws.Select(draw => draw.Slot)];
            reports.Add(new LossReport(step, slots, Array.ConvertAll(slots, slot => slot / 1000f), new sbyte[slots.Length]));
            var replies = await shards.Commit(new BatchDraw(step, [.. draws], 0, 2), reports);
            Assert.Equal(CasesOfAStep, replies.Sum(reply => reply.Credited));
        }

        var bytes = (await SettledMemory() - before) / (double)Cases;
        Assert.Equal(Cases, shards.Mass.SeenCases);
        return bytes;
    }

    /// <summary>The managed memory in use once what earlier tests left behind is collected: it does not shrink any more.</summary>
    private static async Task<long> SettledMemory()
    {
        var lowest = long.MaxValue;
        await Eventually.IsTrueAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var before = lowest;
                lowest = Math.Min(lowest, GC.GetTotalMemory(forceFullCollection: true));
                return lowest > before - 100_000;
            },
            () => $"{lowest} bytes, and they still shrink",
            TimeSpan.FromSeconds(30),
            TestContext.Current.CancellationToken,
            TimeSpan.FromMilliseconds(500));
        return lowest;
    }
}
