using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Coordination;

/// <summary>The life of a run from its start to its end, without a cluster.</summary>
public sealed class RunLifecycleTests
{
    private readonly RunStart _start = new() { Spec = SmallRun.Spec() };

    [Fact]
    public async Task Start_TrainerTakesAllSteps_EvaluatesThenCompletesAndReleasesEverything()
    {
        await using var run = new InMemoryRun(_start);
        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Prepare(new CaseLabel("v0", null));
        Assert.Equal(("+", 0), (run.DeviceCalls, run.Sampler.Aborts));
        await run.Finish();
        await run.Until(() => run.Run.State == RunState.Evaluating);
        Assert.Null(run.Run.Result);
        await run.Evaluate(score: 0.75);
        await run.Until(() => run.DeviceCalls == "+-");
        Assert.Equal((RunState.Completed, _start.Spec.Steps, 1), (run.Run.State, run.Run.Record.StepsCommitted, run.Sampler.Aborts));
        Assert.Equal(("hash", 0.75), (run.Run.Result?.ModelHash, run.Run.Result?.Validation?.Summary.Mean));
        Assert.Equal(1, Assert.Single(run.Sampler.Starts).Attempt);
    }

    [Fact]
    public async Task Start_InvalidSpec_FailsAsInputErrorBeforeItRequestsDevices()
    {
        var start = _start with { Spec = _start.Spec with { BatchSize = 0 } };
        await using var run = new InMemoryRun(start);
        await run.Do(() => run.Lifecycle.Start(start));
        await run.Until(() => run.DeviceCalls == "-");
        Assert.Equal((RunState.Failed, true), (run.Run.State, run.Run.Record.Failure?.IsInputError));
        Assert.Empty(run.Sampler.Starts);
    }

    [Fact]
    public async Task Start_OnlyTrainerFails_FailsWithItsReasonAndReleasesTheDevices()
    {
        await using var run = new InMemoryRun(_start);
        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Prepare();
        var failure = new RunFailure("The device is broken.", IsInputError: false);
        await run.FailTrainer(failure);
        await run.Until(() => run.DeviceCalls == "+-");
        Assert.Equal((RunState.Failed, failure, 1), (run.Run.State, run.Run.Record.Failure, run.Sampler.Aborts));
    }

    [Fact]
    public async Task Stop_WhileTraining_CompletesAsStoppedWithoutEvaluation()
    {
        await using var run = new InMemoryRun(_start);
        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Prepare(new CaseLabel("v0", null));
        await run.Do(run.Lifecycle.Stop);
        Assert.Equal(1, run.Sampler.StopRequests);
        run.Sampler.LastStep = 4;
        await run.Finish();
        await run.Until(() => run.DeviceCalls == "+-");
        Assert.Equal((RunState.Stopped, 5), (run.Run.State, run.Run.Record.StepsCommitted));
        Assert.Empty(run.Run.Result?.Evaluation ?? throw new InvalidOperationException("There is no result."));
    }

    /// <summary>The sampler does not run yet, so it receives the request when it starts.</summary>
    [Fact]
    public async Task Stop_WhilePreparing_IsRequestedOnceTheSamplerStarts()
    {
        await using var run = new InMemoryRun(_start);
        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Do(run.Lifecycle.Stop);
        Assert.Equal(0, run.Sampler.StopRequests);
        await run.Prepare();
        await run.Until(() => run.Sampler.StopRequests == 1);
    }

    [Fact]
    public async Task Recover_WhileTraining_ContinuesWithTheSameGenerationAndSampler()
    {
        await using var lost = new InMemoryRun(_start);
        await lost.Do(() => lost.Lifecycle.Start(_start));
        await lost.Prepare();
        await using var run = new InMemoryRun(_start, lost.Storage, lost.Sampler);
        await run.Do(async () =>
        {
            await run.Run.Read();
            run.Lifecycle.Recover();
        });
        await run.Until(() => run.Events.Contains(RunEventKind.Recovered));
        await run.ReportDataSet();
        await run.Heartbeat(TrainerStage.Ready);
        await run.Finish();
        await run.Until(() => run.Run.State == RunState.Completed);
        Assert.Single(run.Sampler.Starts);
        Assert.Equal((1, 1), (lost.Run.Record.GenerationNumber, run.Run.Record.GenerationNumber));
    }

    /// <summary>The run continues on another silo, which needs its sampler and devices.</summary>
    [Fact]
    public async Task Write_RunWasTakenOver_EndsWithoutReleasingAnything()
    {
        await using var run = new InMemoryRun(_start);
        await run.Do(() => run.Lifecycle.Start(_start));
        await run.Prepare();
        await using var successor = new InMemoryRun(_start, run.Storage, run.Sampler);
        await successor.Do(async () =>
        {
            await successor.Run.Read();
            await successor.Run.Flush();
        });
        await run.FailTrainer(new RunFailure("x", IsInputError: false)).ContinueWith(_ => { }, TestContext.Current.CancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        await run.Until(() => run.Run.IsSuperseded);
        await run.Do(() => Task.Delay(TimeSpan.FromMilliseconds(1)));
        Assert.Equal(("+", 0), (run.DeviceCalls, run.Sampler.Aborts));
        await successor.Do(successor.Run.Read);
        Assert.Equal(RunState.Training, successor.Run.State);
    }

    [Fact]
    public async Task Resume_NothingSaved_IsRefusedAndTheFailureStays()
    {
        using var folder = new TemporaryFolder();
        var start = _start with { CheckpointRoot = folder.Path, Spec = _start.Spec with { BatchSize = 0 } };
        await using var run = new InMemoryRun(start);
        await run.Do(() => run.Lifecycle.Start(start));
        await run.Until(() => run.Run.State == RunState.Failed);
        var failure = run.Run.Record.Failure;
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.Do(() => run.Lifecycle.Resume(Guid.NewGuid())));
        Assert.Equal((RunState.Failed, failure, 1), (run.Run.State, run.Run.Record.Failure, run.Run.Attempt));
    }

    [Fact]
    public async Task Resume_WithACheckpoint_StartsTheNextAttemptUnderTheRequest()
    {
        using var folder = new TemporaryFolder();
        var start = _start with { CheckpointRoot = folder.Path, StopAfter = 3, Spec = _start.Spec with { Checkpoint = new CheckpointSpec { Every = 4 } } };
        await using var run = new InMemoryRun(start);
        await run.Do(() => run.Lifecycle.Start(start));
        await run.Prepare();
        Directory.CreateDirectory(folder.File("step-00000003")); // what the trainer saves
        await run.Finish();
        await run.Until(() => run.DeviceCalls == "+-");
        var request = Guid.NewGuid();
        await run.Do(() => run.Lifecycle.Resume(request));
        Assert.Equal((2, request, true, null), (run.Run.Attempt, run.Run.Record.Start.Id, run.Run.Record.Start.Resume, run.Run.Record.Start.StopAfter));
        Assert.Null(run.Run.Result);

        // The checkpoint is empty, which its user must learn.
        await run.Until(() => run.Run.State == RunState.Failed);
        Assert.True(run.Run.Record.Failure?.IsInputError);
    }
}
