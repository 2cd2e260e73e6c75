using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Fleet;

/// <summary>The runs of a cluster for the terminal.</summary>
internal static class RunTable
{
    public static IRenderable Create(IReadOnlyList<RunStatus> runs)
    {
        if (runs.Count == 0)
        {
            return new Text("No run was started.\n");
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("run"))
            .AddColumn(new TableColumn("state").NoWrap())
            .AddColumn(new TableColumn("step").RightAligned().NoWrap())
            .AddColumn(new TableColumn("trainers").RightAligned().NoWrap())
            .AddColumn(new TableColumn("samples/s").RightAligned().NoWrap())
            .AddColumn(new TableColumn("waiting for"));
        foreach (var run in runs)
        {
            var isMoving = !RunStates.IsFinal(run.State);
            table.AddRow(
                new Text(run.Run),
                new Text(RunStates.Name(run.State)),
                new Text(FormattableString.Invariant($"{run.StepsCommitted}/{run.Steps}")),
                new Text(isMoving ? Numbers.Format(RunStates.Trainers(run)) : Numbers.None),
                new Text(isMoving && run.SamplesPerSecond > 0 ? FormattableString.Invariant($"{run.SamplesPerSecond:0.0}") : Numbers.None),
                new Text(isMoving ? run.WaitingFor ?? Numbers.None : run.Failure?.Message ?? Numbers.None));
        }

        return table;
    }
}
