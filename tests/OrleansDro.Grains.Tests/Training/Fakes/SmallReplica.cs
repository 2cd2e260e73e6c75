using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Learning.Losses;
using OrleansDro.Learning.Optimization;
using OrleansDro.Learning.Torch;
using OrleansDro.Learning.Training;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>A linear classifier of <see cref="SmallCases"/> with momentum, on a Torch thread of its own.</summary>
internal sealed class SmallReplica : IAsyncDisposable
{
    private SmallReplica(TorchThread thread, LiveReplica live) => (Thread, Live) = (thread, live);

    public TorchThread Thread { get; }

    public LiveReplica Live { get; }

    /// <summary>Builds a replica.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="hidden">The units of a hidden layer, for a larger state.</param>
    public static async Task<SmallReplica> BuildAsync(RunSpec spec, int hidden = 2)
    {
        var thread = new TorchThread("test");
        var live = await LiveReplica.Build(spec, thread, () =>
        {
            TorchRuntime.Prepare();
            var replica = new Replica(
                () => nn.Sequential(nn.Flatten(), nn.Linear(SmallCases.Pixels, hidden), nn.Linear(hidden, 2)),
                new CrossEntropyLoss(),
                new SgdOptions { Momentum = 0.9 },
                CPU,
                spec.Seed);
            return new SynchronousUpdates(replica, new GradientScale(false), spec.BatchSize, spec.Steps);
        });
        return new SmallReplica(thread, live);
    }

    public async ValueTask DisposeAsync()
    {
        await Live.Release();
        Thread.Dispose();
    }
}
