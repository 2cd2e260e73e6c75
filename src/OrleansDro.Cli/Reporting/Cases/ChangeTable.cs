using OrleansDro.Abstractions.Cases;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Cases;

/// <summary>Changes of a run's cases for the terminal.</summary>
internal static class ChangeTable
{
    private static readonly ListColumn<CaseChange>[] Columns =
    [
        new("from step", change => change.Step is { } step ? Numbers.Format(step) : null, IsNumber: true),
        new("change", change => CaseTexts.Kind(change.Kind)),
        new("cases", change => string.Join(", ", change.Ids), Wraps: true),
        new("reason", change => change.Reason, Wraps: true),
    ];

    public static IRenderable Create(IReadOnlyList<CaseChange> changes) => ListTable.Create(changes, Columns, "No case was changed.");
}
