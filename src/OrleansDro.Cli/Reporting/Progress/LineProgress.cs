using System.Globalization;
using OrleansDro.Abstractions.Runs;
using Spectre.Console;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>
/// Progress as plain lines, for logs and pipes: one when a run, its state, its trainers or the reason of a wait changes or it rolls back, and one every 10 seconds
/// or 5 % of the steps, whichever comes first.
/// </summary>
internal sealed class LineProgress(IAnsiConsole console, TimeProvider clock) : IRunProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private const int LinesPerRun = 20;

    private (string Label, RunState State, WaitReason Waiting, int Trainers, bool HasMixedKinds, RunEvent? RolledBack, long? ValidatedSteps, long Step, long Timestamp)? _written;
    private StepRate _rate = new(clock);

    public void Report(string label, RunStatus status)
    {
        if (_written?.Label != label)
        {
            _rate = new StepRate(clock);
        }

        _rate.Observe(status.StepsCommitted);
        if (!IsDue(label, status))
        {
            return;
        }

        // Written past the console's layout, which would break lines at column 80 without a terminal.
        console.Profile.Out.Writer.WriteLine(string.Join("  ", Parts(label, status)));
        _written = (label, status.State, ReasonOf(status), RunStates.Trainers(status), status.HasMixedKinds, status.RolledBack, status.Validation?.Steps, status.StepsCommitted, clock.GetTimestamp());
    }

    private bool IsDue(string label, RunStatus status) =>
        _written is not { } written
        || written.Label != label
        || written.State != status.State
        || written.HasMixedKinds != status.HasMixedKinds
        || HasRolledBack(label, status)
        || HasValidated(label, status)
        || (!status.State.IsFinal() && (written.Waiting != ReasonOf(status) || written.Trainers != RunStates.Trainers(status)))
        || (!status.State.IsFinal()
            && (clock.GetElapsedTime(written.Timestamp) >= Interval
                || (status.StepsCommitted > written.Step && (status.StepsCommitted - written.Step) * LinesPerRun >= status.Steps)));

    // Since the last line. What happened before the run was watched is not news.
    private bool HasRolledBack(string label, RunStatus status) => _written is { } written && written.Label == label && status.RolledBack is { } latest && latest.Time != written.RolledBack?.Time;

    private bool HasValidated(string label, RunStatus status) => status.Validation is { } latest && (_written?.Label != label || _written?.ValidatedSteps != latest.Steps);

    // Every step waits for losses for a short time.
    private static WaitReason ReasonOf(RunStatus status) => status.Waiting == WaitReason.Losses ? WaitReason.None : status.Waiting;

    private IEnumerable<string> Parts(string label, RunStatus status)
    {
        if (label.Length > 0)
        {
            yield return label;
        }

        if (status.State != RunState.Training)
        {
            yield return RunStates.Describe(status);
        }
        else
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"step {status.StepsCommitted}/{status.Steps}");
            if (RunStates.DescribeTrainers(status) is { } trainers)
            {
                yield return trainers;
            }

            if (status.SamplesPerSecond > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{status.SamplesPerSecond:0.0} samples/s");
            }

            if (status.Statistics is { Losses: var losses })
            {
                yield return $"mean loss {Numbers.Format(losses.Mean)}";
                yield return $"CVaR95 {Numbers.Format(losses.Cvar95)}";
            }

            if (_rate.TimeTo(status.Steps) is { } left)
            {
                yield return $"ETA {Numbers.Format(left)}";
            }
        }

        if (RunStates.DescribeKinds(status) is { } kinds)
        {
            yield return kinds;
        }

        if (HasRolledBack(label, status))
        {
            yield return status.RolledBack!.Detail;
        }

        if (HasValidated(label, status))
        {
            yield return RunStates.DescribeValidation(status)!;
        }

        if (status.WaitingFor is { } reason)
        {
            yield return $"waiting for {reason}";
        }
    }
}
