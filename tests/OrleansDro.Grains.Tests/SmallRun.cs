using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Infrastructure;

namespace OrleansDro.Grains.Tests;

/// <summary>Runs that take a second.</summary>
internal static class SmallRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static int _runs;

    public static RunSpec Spec(string sampling = "hardness", int steps = 12, int drawAhead = 1, int microBatches = 4, string options = """{"beta": 20}""") => new()
    {
        Name = $"run-{Interlocked.Increment(ref _runs)}",
        Seed = 5,
        Steps = steps,
        BatchSize = 4,
        MicroBatches = microBatches,
        DrawAhead = drawAhead,
        Data = new ComponentSpec("phantom", """{"size": 12, "trainingCases": 20, "validationCases": 6, "augmentation": {"flipWidth": true}}"""),
        Model = new ComponentSpec("unet3d", """{"channels": [4]}"""),
        Loss = new ComponentSpec("diceCrossEntropy"),
        Optimizer = new ComponentSpec("adamw", """{"learningRate": 0.003}"""),
        Sampling = new ComponentSpec(sampling, sampling == "hardness" ? options : "{}"),
        Compute = new ComputeSpec { Threads = 1 },
        Checkpoint = new CheckpointSpec { Every = 4 },
        StatisticsEvery = 3,
    };

    /// <summary>The same run under another name.</summary>
    public static RunSpec Again(RunSpec spec) => spec with { Name = $"run-{Interlocked.Increment(ref _runs)}" };

    public static async Task<RunResult> Complete(IGrainFactory grains, RunStart start)
    {
        var status = await End(grains, start);
        Assert.True(status.Failure is null, status.Failure?.Details ?? status.Failure?.Message);
        var result = await grains.GetGrain<IRunGrain>(start.Spec.Name).GetResult();
        Assert.NotNull(result);
        return result;
    }

    public static async Task<RunStatus> End(IGrainFactory grains, RunStart start, Func<IRunGrain, RunStatus, Task>? watch = null)
    {
        TimeLimit.SkipIfOver();
        var run = grains.GetGrain<IRunGrain>(start.Spec.Name);
        await run.Start(start);
        return await Follow(run, watch);
    }

    /// <summary>Waits until a run that does not end has an expected status.</summary>
    public static Task<RunStatus> Until(IRunGrain run, Predicate<RunStatus> isReached)
    {
        return Eventually.GetAsync(
            ReadAsync, isReached, status => $"{status}; trainers {string.Join("; ", status.Trainers)}", Limit, TestContext.Current.CancellationToken, TimeSpan.FromMilliseconds(10));

        async Task<RunStatus> ReadAsync()
        {
            var status = await run.GetStatus();
            Assert.True(isReached(status) || status.State is not (RunState.Completed or RunState.Failed), $"{status}: it ended too soon.");
            return status;
        }
    }

    /// <summary>Waits for the end of a run.</summary>
    public static async Task<RunStatus> Follow(IRunGrain run, Func<IRunGrain, RunStatus, Task>? watch = null)
    {
        using var limit = new CancellationTokenSource(Limit);
        RunStatus? status = null;
        try
        {
            while (true)
            {
                status = await RetryUntilAnswered.Call(run.GetStatus, limit.Token);
                if (status.State.IsFinal())
                {
                    return status;
                }

                if (watch is not null)
                {
                    await watch(run, status);
                }

                await Task.Delay(20, limit.Token);
            }
        }
        catch (OperationCanceledException exception)
        {
            var events = (await run.GetEvents()).Select(item => $"{item.Time:HH:mm:ss.fff} {item.Kind} {item.Trainer} step {item.Step} generation {item.Generation}: {item.Detail}");
            throw new TimeoutException(
                $"The run did not end: {status}; trainers {string.Join("; ", status?.Trainers ?? [])}; events:\n{string.Join('\n', events)}", exception);
        }
    }
}
