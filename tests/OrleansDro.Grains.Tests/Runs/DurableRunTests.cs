using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Tests.Coordination;
using OrleansDro.Grains.Tests.Infrastructure;

namespace OrleansDro.Grains.Tests.Runs;

/// <summary>The durable state of a run, over a storage in memory and without a cluster.</summary>
public sealed class DurableRunTests
{
    private readonly SharedStorage _storage = new();
    private readonly RunStart _start = new() { Spec = SmallRun.Spec() };

    [Fact]
    public async Task Read_NothingWritten_IsUnknownAndHasNoRecord()
    {
        var (run, activation) = Activate();
        await run.Read();
        Assert.Equal((RunState.Unknown, false, false, 0), (run.State, run.IsActive, run.HasEnded, run.Attempt));
        Assert.Throws<InvalidOperationException>(() => run.Record);
        Assert.Equal(TimeSpan.Zero, activation.Delay);
    }

    [Fact]
    public async Task Write_ThenReadByAnotherActivation_IsTheSameAndStaysInMemory()
    {
        var (first, activation) = Activate();
        await first.Write(Record(RunState.Training) with { Attempt = 3 });
        Assert.Equal(Timeout.InfiniteTimeSpan, activation.Delay);
        var (second, later) = Activate();
        await second.Read();
        Assert.Equal((RunState.Training, 3, _start.Id), (second.State, second.Attempt, second.Record.Start.Id));
        Assert.Equal(Timeout.InfiniteTimeSpan, later.Delay);
    }

    [Fact]
    public async Task Write_AfterAnotherActivationWrote_ThrowsAndGivesTheRunUp()
    {
        var (suspended, activation) = Activate();
        await suspended.Write(Record(RunState.Training));
        var (successor, _) = Activate();
        await successor.Read();
        await successor.Write(successor.Record with { Attempt = 2 });
        await Assert.ThrowsAsync<InconsistentStateException>(() => suspended.Write(suspended.Record with { Attempt = 7 }));
        Assert.True(suspended.IsSuperseded && activation.IsDeactivated);
        var (third, _) = Activate();
        await third.Read();
        Assert.Equal(2, third.Attempt);
    }

    [Fact]
    public async Task Write_StorageIsDown_IsVisibleAtOnceAndDurableOnceItIsUp()
    {
        var (run, _) = Activate();
        _storage.IsUp = false;
        var writing = run.Write(Record(RunState.Training));
        Assert.Equal((RunState.Training, false), (run.State, writing.IsCompleted));
        _storage.IsUp = true;
        await writing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var (second, _) = Activate();
        await second.Read();
        Assert.Equal(RunState.Training, second.State);
    }

    [Fact]
    public async Task Complete_ThenActivatedAgain_HasTheResultAndMayLeaveMemory()
    {
        var (run, activation) = Activate();
        await run.Write(Record(RunState.Training));
        await run.Complete(Result(12), RunState.Completed);
        Assert.Equal((RunState.Completed, 12, TimeSpan.Zero), (run.State, run.Record.StepsCommitted, activation.Delay));
        var (second, _) = Activate();
        await second.Read();
        Assert.Equal((true, 12), (second.HasEnded, second.Result?.StepsCommitted));
    }

    /// <summary>A resumed run has stored a result before, which the new one must replace.</summary>
    [Fact]
    public async Task StartAttempt_AfterAResult_HasNoneUntilTheNext()
    {
        var (run, _) = Activate();
        await run.Write(Record(RunState.Training));
        await run.Complete(Result(6), RunState.Stopped);
        var (second, _) = Activate();
        await second.Read();
        await second.StartAttempt(Record(RunState.Preparing) with { Attempt = 2 });
        Assert.Null(second.Result);
        await second.Complete(Result(12), RunState.Completed);
        var (third, _) = Activate();
        await third.Read();
        Assert.Equal((2, 12), (third.Attempt, third.Result?.StepsCommitted));
    }

    [Fact]
    public async Task Labels_WrittenAndReplaced_AreReadByAnotherActivation()
    {
        var (run, _) = Activate();
        Assert.Null(await run.ReadLabels());
        await run.WriteLabels([new CaseLabel("a", null)]);
        await run.WriteLabels([new CaseLabel("b", "group")]);
        Assert.Equal(new CaseLabel("b", "group"), Assert.Single(await Activate().Run.ReadLabels() ?? []));
    }

    [Theory]
    [InlineData(true, "/given", "/silo", "/given")]
    [InlineData(false, "/given", "/silo", "/silo/{0}/checkpoints")]
    [InlineData(true, null, "/silo", "/silo/{0}/checkpoints")]
    [InlineData(true, null, null, null)]
    public async Task CheckpointRoot_IsTheGivenFolderOnlyIfTheSiloAllowsIt(bool allowsAnyFolder, string? given, string? root, string? expected)
    {
        var (run, _) = Activate(new NodeOptions { AllowsAnyFolder = allowsAnyFolder, CheckpointRoot = root });
        await run.Write(Record(RunState.Training) with { Start = _start with { CheckpointRoot = given } });
        Assert.Equal(expected?.Replace("{0}", run.Name, StringComparison.Ordinal), run.CheckpointRoot);
    }

    private (DurableRun Run, FakeActivation Activation) Activate(NodeOptions? node = null)
    {
        var activation = new FakeActivation(_start.Spec.Name);
        return (new DurableRun(activation.Context, activation.Runtime, new GrainStateStores(_storage, NullLogger<GrainStateStore>.Instance), node ?? new NodeOptions()), activation);
    }

    private RunRecord Record(RunState state) => new() { Start = _start, State = state };

    private RunResult Result(long steps) => new()
    {
        Run = _start.Spec.Name,
        Spec = _start.Spec,
        StepsCommitted = steps,
        ModelHash = "m",
        DrawHash = "d",
        DrawsIssued = 0,
        DrawsCredited = 0,
        ImportanceClippedLow = 0,
        ImportanceClippedHigh = 0,
        TrainingSeconds = 0,
        ParameterCount = 1,
        ClassNames = [],
        TrainHardness = null,
        Validation = null,
        ValidationLoss = null,
        Statistics = [],
        Cases = [],
        Evaluation = [],
        Previews = [],
        Changes = [],
    };
}
