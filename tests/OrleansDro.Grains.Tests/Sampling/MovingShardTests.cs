using System.Diagnostics;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Sampling;

/// <summary>Shards that migrate as silos come and go: nothing is lost, and the draws stay the same.</summary>
public sealed class MovingShardTests : IAsyncLifetime
{
    private const int Cases = 256;

    // Enough that almost certainly each silo takes some.
    private const int Shards = 32;
    private const int StepsBetween = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // After the silos agree on the members of the cluster. It takes a few tenths of a second.
    private static readonly TimeSpan ToSettle = TimeSpan.FromSeconds(5);

    private readonly RunSpec _spec = SmallRun.Spec(steps: 1_000_000, drawAhead: 0) with { BatchSize = 32, Checkpoint = new CheckpointSpec { Every = 0 } };
    private readonly HardnessSampler _library;
    private SiloCluster? _cluster;
    private long _step;

    public MovingShardTests() => _library = new HardnessSampler(Cases, SamplingMethod.Of(_spec).Options, _spec.Seed);

    public async ValueTask InitializeAsync()
    {
        _cluster = await SiloCluster.StartAsync(2);
        await Sampler.Start(new SamplerStart { Spec = _spec, Cases = Cases, LastStep = _spec.Steps - 1, Shards = Shards });
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    [Fact]
    public async Task Draw_SilosJoinAndDie_AsThePlainLibraryAndShardsFollow()
    {
        await TrainUntilSettled();
        await Cluster.JoinAsync();
        await TrainUntilSettled();
        await Cluster.KillAsync(Cluster.Silos[^1]);
        await TrainUntilSettled();
        await Cluster.JoinAsync();
        await TrainUntilSettled();
        await Cluster.KillAsync(Cluster.Silos[0]);
        await TrainUntilSettled();
    }

    private SiloCluster Cluster => _cluster!;

    private ISamplerGrain Sampler => Cluster.Grains.GetGrain<ISamplerGrain>(_spec.Name);

    /// <summary>Trains until each shard is on the silo that hashing gives it, and what they hold is what the library holds.</summary>
    private async Task TrainUntilSettled()
    {
        var clock = Stopwatch.StartNew();
        string[] astray;
        do
        {
            for (var i = 0; i < StepsBetween; i++)
            {
                await TrainOneStep();
            }

            astray = await FindAstray();
        }
        while (astray.Length > 0 && clock.Elapsed < ToSettle);
        Assert.Empty(astray);

        SamplerHistory history;
        do
        {
            history = await Until(Sampler.GetHistory);
        }
        while (history.StepsCommitted < _step);
        Assert.Equal(_library.GetRecords(), history.Records);
    }

    private async Task TrainOneStep()
    {
        var batch = (await Until(() => Sampler.Draw(_step))).Batch!;
        var expected = _library.Draw(_step, _spec.BatchSize);
        Assert.Equal(expected.Draws, batch.Draws);
        float[] losses = [.. batch.Draws.Select(draw => (float)Math.Abs(Math.Sin((draw.Case * 12.9898) + (_step * 0.37))))];
        _library.Report(expected, Array.ConvertAll(losses, loss => (double)loss));
        var report = new LossReport(_step, [.. Enumerable.Range(0, losses.Length)], losses, new sbyte[losses.Length]);
        await RetryUntilAnswered.Call(() => Sampler.Report(report)).WaitAsync(Limit);
        _step++;
    }

    /// <summary>The shards that are not where they belong.</summary>
    private async Task<string[]> FindAstray()
    {
        var homes = FindHomes();
        var activations = await RetryUntilAnswered.Call(() => Cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics()).WaitAsync(Limit);
        DetailedGrainStatistic[] shards = [.. activations.Where(activation => activation.GrainType.Contains("SamplerShardGrain", StringComparison.Ordinal))];
        return [.. Enumerable.Range(0, Shards).Where(shard => !shards.Any(found => NumberOf(found) == shard && found.SiloAddress.Equals(homes[shard]))).Select(shard => $"shard {shard}")];
    }

    /// <summary>The silo of each shard by rendezvous hashing, which gives each silo some.</summary>
    private SiloAddress[] FindHomes()
    {
        var silos = Cluster.Silos.Select(silo => silo.SiloAddress).ToArray();
        var shards = Enumerable.Range(0, Shards).Select(shard => Cluster.Grains.GetGrain<ISamplerShardGrain>(shard, _spec.Name).GetGrainId());
        SiloAddress[] homes = [.. shards.Select(shard => Rendezvous.Choose(RendezvousPlacement.KeyOf(shard), silos))];
        Assert.Equal(silos.Order(), homes.Distinct().Order());
        return homes;
    }

    private static int NumberOf(DetailedGrainStatistic activation) =>
        activation.GrainId.TryGetIntegerKey(out var number, out _) ? (int)number : throw new InvalidOperationException($"{activation.GrainId} has no number.");

    /// <summary>Repeats a call until it is answered, because a silo was lost.</summary>
    private static async Task<T> Until<T>(Func<Task<T>> ask)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            if (await RetryUntilAnswered.Call(ask, limit.Token).WaitAsync(limit.Token) is var answer and not DrawReply { Batch: null, IsOver: false })
            {
                return answer;
            }
        }
    }
}
