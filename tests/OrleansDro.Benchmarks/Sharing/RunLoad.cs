using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Coordination;
using OrleansDro.Hosting;

namespace OrleansDro.Benchmarks.Sharing;

/// <summary>What <c>train</c> does: a run on an embedded cluster with one trainer; the phantom spec with volumes of 24x24x24 and a network of 16 and 32 channels, batch 4.</summary>
internal sealed class RunLoad : ITrainingLoad
{
    private const int WarmUpSteps = 5;
    private const int HashedSteps = 20;
    private const int EndlessSteps = 10_000_000;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    private readonly EmbeddedCluster _cluster;
    private readonly RunSpec _spec;
    private readonly IRunGrain _run;

    private RunLoad(EmbeddedCluster cluster, RunSpec spec) => (_cluster, _spec, _run) = (cluster, spec, cluster.Grains.GetGrain<IRunGrain>(spec.Name));

    /// <summary>Starts the cluster.</summary>
    /// <param name="threads">The run's <c>compute.threads</c>.</param>
    public static async Task<RunLoad> CreateAsync(int threads)
    {
        var shipped = RunSpecFile.Read(Path.Combine(AppContext.BaseDirectory, "specs", "phantom.json"), dataPath: null);
        var spec = shipped with
        {
            BatchSize = 4,
            Data = new ComponentSpec("phantom", """{"size": 24, "trainingCases": 100, "validationCases": 1, "rareFraction": 0.08}"""),
            Model = new ComponentSpec("unet3d", """{"channels": [16, 32]}"""),
            Compute = shipped.Compute with { Threads = threads },
        };
        return new RunLoad(await EmbeddedCluster.StartAsync(), spec);
    }

    public async Task<string> HashAsync()
    {
        await StartRunAsync(HashedSteps);
        await UntilAsync(status => status.State == RunState.Stopped);
        return (await _run.GetResult())!.ModelHash;
    }

    public async Task StartAsync()
    {
        await StartRunAsync(EndlessSteps);
        await UntilAsync(status => status.StepsCommitted >= WarmUpSteps);
    }

    public async Task<long> StepsAsync() => (await _run.GetStatus()).StepsCommitted;

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    // A run that is stopped does not predict the validation cases.
    private Task StartRunAsync(int steps) =>
        _run.Start(new RunStart { Spec = _spec with { Steps = steps + 1 }, StopAfter = steps, Trainers = TrainerRange.One });

    private async Task UntilAsync(Func<RunStatus, bool> condition)
    {
        while (await _run.GetStatus() is var status && !condition(status))
        {
            if (status.Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Details ?? failure.Message);
            }

            await Task.Delay(PollInterval);
        }
    }
}
