using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using Spectre.Console.Testing;

namespace OrleansDro.Cli.Tests.Reporting.Progress;

public sealed class LineProgressTests : IDisposable
{
    private readonly TestConsole _console = new TestConsole().Width(40);
    private readonly FakeTimeProvider _clock = new();
    private readonly LineProgress _progress;

    public LineProgressTests()
    {
        _progress = new LineProgress(_console, _clock);
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Report_WholeRun_WritesALineAtEachChange()
    {
        Report(Samples.Status(RunState.Preparing));
        Report(Samples.Status(RunState.Preparing));
        Report(Samples.Status(RunState.Training));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Report(Samples.Status(RunState.Training, 20));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Report(Samples.Status(RunState.Training, 40));
        Report(Samples.Status(RunState.Evaluating, 500));
        Report(Samples.Status(RunState.Completed, 500));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Report(Samples.Status(RunState.Completed, 500));

        Assert.Equal(
            """
            preparing: reading and checking the data
            step 0/500
            step 40/500  38.3 samples/s  mean loss 0.875  CVaR95 1.500  ETA 0:23
            evaluating: 12/48 cases
            completed: 500 steps

            """,
            _console.Output);
    }

    [Fact]
    public void Report_RunRollsBack_SaysSoOnce()
    {
        var before = new RunEvent(DateTimeOffset.UnixEpoch, RunEventKind.Restored, null, 20, 1, "Long ago.");
        var status = Samples.Status(RunState.Training, 40) with { RolledBack = before, SamplesPerSecond = 0, Statistics = null };
        Report(status);
        var rolledBack = status with { StepsCommitted = 30, RolledBack = before with { Time = before.Time.AddHours(1), Detail = "All trainers were lost. The run rolled back to step 30." } };
        Report(rolledBack);
        Report(rolledBack);

        Assert.Equal(
            """
            step 40/500
            step 30/500  All trainers were lost. The run rolled back to step 30.

            """,
            _console.Output);
    }

    [Fact]
    public void Report_UnlikeTrainersComeAndGo_SaysFromThenOnThatItCannotBeRepeated()
    {
        var status = Samples.Status(RunState.Training);
        Report(status);
        Report(status with { HasMixedKinds = true, Kinds = [new TrainerKind(Samples.Fingerprint("ATen AVX2"), 1), new TrainerKind(Samples.Fingerprint("ATen AVX512"), 1)] });
        Report(status with { State = RunState.Completed, HasMixedKinds = true });

        Assert.Equal(
            """
            step 0/500
            step 0/500  2 kinds of trainers: cannot be repeated bit for bit
            completed: 0 steps  computed by several kinds of trainers: cannot be repeated bit for bit

            """,
            _console.Output);
    }

    [Fact]
    public void Report_SlowRun_WritesALineEveryTenSeconds()
    {
        for (var second = 0; second <= 25; second++)
        {
            Report(Samples.Status(RunState.Training, second / 5));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(
            """
            step 0/500
            step 2/500  38.3 samples/s  mean loss 0.875  CVaR95 1.500  ETA 41:30
            step 4/500  38.3 samples/s  mean loss 0.875  CVaR95 1.500  ETA 41:20

            """,
            _console.Output);
    }

    [Fact]
    public void Report_TrainersAndWaits_WritesALineAtEachChange()
    {
        var training = Samples.Status(RunState.Training, 1);
        Report(training with { Trainers = Samples.Trainers(2) });
        Report(training with { Trainers = Samples.Trainers(2), Waiting = WaitReason.Losses, WaitingFor = "the losses of step 1" });
        Report(training with { Waiting = WaitReason.NoTrainers, WaitingFor = "trainers: no silo has a free device" });
        Report(training with { Waiting = WaitReason.NoTrainers, WaitingFor = "trainers: no silo has a free device" });
        Report(training with { Trainers = Samples.Trainers(1) });

        Assert.Equal(
            """
            step 1/500  2 trainers  38.3 samples/s  mean loss 0.875  CVaR95 1.500
            step 1/500  38.3 samples/s  mean loss 0.875  CVaR95 1.500  waiting for trainers: no silo has a free device
            step 1/500  1 trainer  38.3 samples/s  mean loss 0.875  CVaR95 1.500

            """,
            _console.Output);
    }

    [Fact]
    public void Report_SequenceOfRuns_StartsEachWithItsLabel()
    {
        Report(Samples.Status(RunState.Completed, 500), "ERM");
        Report(Samples.Status(RunState.Completed, 500), "DRO");

        Assert.Equal("ERM  completed: 500 steps\nDRO  completed: 500 steps\n", _console.Output);
    }

    [Fact]
    public void Report_Waiting_SaysForWhat()
    {
        Report(Samples.Status(RunState.Training) with { WaitingFor = "trainers" });

        Assert.Equal("step 0/500  waiting for trainers\n", _console.Output);
    }

    [Fact]
    public void Report_Failed_SaysWhy()
    {
        Report(Samples.Status(RunState.Failed) with { Failure = new RunFailure("[no] such file", IsInputError: true) });

        Assert.Equal("failed: [no] such file\n", _console.Output);
    }

    [Fact]
    public void Report_Stopped_SaysThatItCanBeResumed()
    {
        Report(Samples.Status(RunState.Stopped, 120));

        Assert.Equal("stopped at step 120/500; it can be resumed\n", _console.Output);
    }

    private void Report(RunStatus status, string label = "") => _progress.Report(label, status);
}
