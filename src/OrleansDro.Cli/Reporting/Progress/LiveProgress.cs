using System.Globalization;
using OrleansDro.Abstractions.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>Progress as a table that is redrawn in place, with a line for each run of the sequence.</summary>
/// <param name="show">Replaces the content of the screen.</param>
/// <param name="clock">Measures the speed.</param>
/// <param name="unicode">Whether the terminal can draw more than ASCII.</param>
internal sealed class LiveProgress(Action<IRenderable> show, TimeProvider clock, bool unicode) : IRunProgress
{
    private const int BarWidth = 16;

    private readonly List<(string Label, RunStatus Status, StepRate Rate)> _runs = [];

    public void Report(string label, RunStatus status)
    {
        var index = _runs.FindIndex(run => run.Label == label);
        var rate = index < 0 ? new StepRate(clock) : _runs[index].Rate;
        rate.Observe(status.StepsCommitted);
        if (index < 0)
        {
            _runs.Add((label, status, rate));
        }
        else
        {
            _runs[index] = (label, status, rate);
        }

        show(Render());
    }

    private Rows Render()
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var (name, isNumber) in (ReadOnlySpan<(string, bool)>)[("", false), ("", false), ("step", true), ("samples/s", true), ("mean loss", true), ("CVaR95", true), ("ETA", true)])
        {
            var column = new TableColumn(new Text(name, new Style(decoration: Decoration.Dim))).NoWrap().Padding(0, 0, 2, 0);
            table.AddColumn(isNumber ? column.RightAligned() : column);
        }

        foreach (var (label, status, rate) in _runs)
        {
            table.AddRow(
                new Text(label, new Style(decoration: Decoration.Bold)),
                Bar(status),
                Number($"{status.StepsCommitted}/{status.Steps}"),
                status.SamplesPerSecond > 0 ? Number($"{status.SamplesPerSecond:0.0}") : new Text(Numbers.None),
                new Text(status.Statistics is { } mean ? Numbers.Format(mean.Losses.Mean) : Numbers.None),
                new Text(status.Statistics is { } tail ? Numbers.Format(tail.Losses.Cvar95) : Numbers.None),
                new Text(status.State == RunState.Training && rate.TimeTo(status.Steps) is { } left ? Numbers.Format(left) : Numbers.None));
        }

        return new Rows([table, .. _runs.Select(run => Line(run.Label, run.Status)), .. _runs.Select(run => RunStates.DescribeValidation(run.Status)).OfType<string>().Select(line => new Text(line))]);
    }

    private static Text Number(FormattableString text) => new(FormattableString.Invariant(text));

    private static Text Line(string label, RunStatus status)
    {
        var waiting = status.WaitingFor is { } reason ? $", waiting for {reason}" : string.Empty;
        var trainers = RunStates.DescribeTrainers(status) is { } count && !status.State.IsFinal() ? $", {count}" : string.Empty;
        var color = status.State switch
        {
            RunState.Failed => Color.Red,
            RunState.Stopped => Color.Yellow,
            RunState.Completed => Color.Green,
            _ => waiting.Length > 0 ? Color.Yellow : Color.Default,
        };
        var kinds = RunStates.DescribeKinds(status) is { } mixed ? $", {mixed}" : string.Empty;
        var rolledBack = status is { State: RunState.Training, RolledBack: { } latest } ? string.Create(CultureInfo.InvariantCulture, $". {latest.Time:HH:mm:ss}Z: {latest.Detail}") : string.Empty;
        return new Text($"{label} {RunStates.Describe(status)}{trainers}{kinds}{waiting}{rolledBack}".TrimStart(), new Style(color));
    }

    private Markup Bar(RunStatus status)
    {
        var (done, all) = status.State == RunState.Evaluating
            ? (status.CasesEvaluated, status.CasesToEvaluate)
            : (status.StepsCommitted, status.Steps);
        var filled = all > 0 ? (int)(BarWidth * Math.Clamp(done, 0, all) / all) : 0;
        return new Markup(string.Create(
            CultureInfo.InvariantCulture,
            $"[blue]{new string(unicode ? '━' : '=', filled)}[/][grey]{new string(unicode ? '─' : '-', BarWidth - filled)}[/]"));
    }
}
