using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Sampling;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Sampling;

/// <summary>Shards that follow as silos come and go: nothing is lost, the draws stay the same, and cases stay beside their shard.</summary>
public sealed class MovingShardTests
{
    private const int Cases = 64;
    private const int Shards = 8;
    private const int Steps = 60;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Draw_SilosJoinAndDie_AsThePlainLibraryAndCasesStayBesideTheirShards()
    {
        await using var cluster = await SiloCluster.StartAsync(2);
        var spec = SmallRun.Spec(steps: Steps, drawAhead: 0);
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>(spec.Name);
        await sampler.Start(new SamplerStart { Spec = spec, Cases = Cases, LastStep = Steps - 1, Shards = Shards });
        var library = new HardnessSampler(Cases, SamplingMethod.Of(spec).Options, spec.Seed);

        await Train(0, 15);
        await cluster.JoinAsync();
        await Train(15, 45);
        await CasesAreBesideTheirShards(cluster);
        await cluster.KillAsync(cluster.Silos[^1]);
        await Train(45, Steps);
        await CasesAreBesideTheirShards(cluster);
        Assert.Subset(cluster.Silos.Select(silo => silo.SiloAddress.ToParsableString()).ToHashSet(), (await Homes()).ToHashSet());
        Assert.Equal(library.GetRecords(), (await Until(() => sampler.GetSnapshot(Steps - 1)))!.Records);

        async Task Train(long first, long end)
        {
            for (var step = first; step < end; step++)
            {
                var batch = (await Until(() => sampler.Draw(step)))!.Batch!;
                var expected = library.Draw(step, spec.BatchSize);
                Assert.Equal(expected.Draws, batch.Draws);
                float[] losses = [.. batch.Draws.Select(draw => (float)Math.Abs(Math.Sin((draw.Case * 12.9898) + (step * 0.37))))];
                library.Report(expected, Array.ConvertAll(losses, loss => (double)loss));
                for (var slot = 0; slot < losses.Length; slot++)
                {
                    var report = new LossReport(step, [slot], [losses[slot]], [0]);
                    await OrleansDro.Grains.Calls.Lasting.Call(() => sampler.Report(report)).WaitAsync(Limit);
                }
            }
        }

        Task<string[]> Homes() => Task.WhenAll(Enumerable.Range(0, Shards)
            .Select(shard => OrleansDro.Grains.Calls.Lasting.Call(cluster.Grains.GetGrain<ISamplerShardGrain>(shard, spec.Name).GetSilo)));
    }

    private static async Task CasesAreBesideTheirShards(SiloCluster cluster)
    {
        var blocks = CaseBlocks.Cut(Cases, Shards);
        var activations = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var shards = activations.Where(activation => activation.GrainType.Contains("SamplerShardGrain", StringComparison.Ordinal)).ToDictionary(activation => KeyOf(activation.GrainId), activation => activation.SiloAddress);
        var cases = activations.Where(activation => activation.GrainType.Contains("CaseGrain", StringComparison.Ordinal)).ToArray();
        Assert.Equal(Shards, shards.Count);
        Assert.NotEmpty(cases);
        Assert.All(cases, activation => Assert.Equal(shards[blocks.ShardOf(blocks.BlockOf(KeyOf(activation.GrainId)))], activation.SiloAddress));
    }

    private static int KeyOf(GrainId grain) => grain.TryGetIntegerKey(out var key, out _) ? (int)key : throw new InvalidOperationException($"{grain} has no number.");

    /// <summary>Asks until there is an answer: a silo was lost.</summary>
    private static async Task<T> Until<T>(Func<Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            if (await OrleansDro.Grains.Calls.Lasting.Call(ask, limit.Token).WaitAsync(limit.Token) is { } answer and not DrawReply { Batch: null, IsOver: false })
            {
                return answer;
            }
        }
    }
}
