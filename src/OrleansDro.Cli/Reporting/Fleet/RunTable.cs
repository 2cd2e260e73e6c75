using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Fleet;

/// <summary>The runs of a cluster for the terminal.</summary>
internal static class RunTable
{
    private static readonly ListColumn<RunStatus>[] Columns =
    [
        new("run", run => run.Run, Wraps: true),
        new("state", run => RunStates.Name(run.State)),
        new("step", run => FormattableString.Invariant($"{run.StepsCommitted}/{run.Steps}"), IsNumber: true),
        new("trainers", run => IsMoving(run) ? Numbers.Format(RunStates.Trainers(run)) : null, IsNumber: true),
        new("kinds", run => run.HasMixedKinds ? "mixed" : null),
        new("samples/s", run => IsMoving(run) && run.SamplesPerSecond > 0 ? FormattableString.Invariant($"{run.SamplesPerSecond:0.0}") : null, IsNumber: true),
        new("waiting for", run => IsMoving(run) ? run.WaitingFor : FirstSentence(run.Failure?.Message), Wraps: true),
    ];

    /// <summary>The table, and below it the trainers that compute wrongly and why.</summary>
    public static IRenderable Create(IReadOnlyList<RunStatus> runs) => new Rows(
    [
        ListTable.Create(runs, Columns, "No run was started."),
        .. runs.SelectMany(run => run.Refusals, (run, refusal) => new Text($"{run.Run}: {refusal.Trainer} is not used. {refusal.Detail}")),
    ]);

    /// <summary>The whole message is in <c>watch</c>.</summary>
    private static string? FirstSentence(string? message) => message?.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? message[..(end + 1)] : message;

    private static bool IsMoving(RunStatus run) => !run.State.IsFinal();
}
