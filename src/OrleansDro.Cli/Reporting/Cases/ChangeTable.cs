using OrleansDro.Abstractions.Cases;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Cases;

/// <summary>Changes of a run's cases for the terminal.</summary>
internal static class ChangeTable
{
    public static IRenderable Create(IReadOnlyList<CaseChange> changes)
    {
        if (changes.Count == 0)
        {
            return new Text("No case was changed.\n");
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("from step").RightAligned().NoWrap())
            .AddColumn(new TableColumn("change").NoWrap())
            .AddColumn(new TableColumn("cases"))
            .AddColumn(new TableColumn("reason"));
        foreach (var change in changes)
        {
            table.AddRow(
                new Text(change.Step is { } step ? Numbers.Format(step) : Numbers.None),
                new Text(CaseTexts.Kind(change.Kind)),
                new Text(string.Join(", ", change.Ids)),
                new Text(change.Reason ?? Numbers.None));
        }

        return table;
    }
}
