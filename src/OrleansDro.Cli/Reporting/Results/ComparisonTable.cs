using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Results;

/// <summary>The results as a table for the terminal: a column for each run and, for two runs, their difference.</summary>
internal static class ComparisonTable
{
    public static IRenderable Create(IReadOnlyList<LabeledResult> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(string.Empty).NoWrap());
        foreach (var run in runs)
        {
            table.AddColumn(new TableColumn(new Text(run.Label, new Style(decoration: Decoration.Bold))).RightAligned());
        }

        if (runs.Count == 2)
        {
            table.AddColumn(new TableColumn("difference").RightAligned());
        }

        foreach (var section in ResultRows.Create(runs).GroupBy(row => row.Section))
        {
            if (table.Rows.Count > 0)
            {
                table.AddEmptyRow();
            }

            table.AddRow(new Text(section.Key, new Style(decoration: Decoration.Bold)));
            foreach (var row in section)
            {
                table.AddRow(Cells(row));
            }
        }

        return runs.Count > 1 ? new Rows(table, new Text("* the better value")) : table;
    }

    private static IEnumerable<IRenderable> Cells(ResultRow row)
    {
        yield return new Text($"  {row.Name}");
        for (var run = 0; run < row.Values.Count; run++)
        {
            // The column of the mark is kept free beside the other values, so that the digits stay aligned.
            var isBest = row.Best == run;
            var text = row.Values.Count < 2 ? $"{row.Values[run]}" : $"{row.Values[run]} {(isBest ? '*' : '\u00a0')}";
            yield return new Text(text, isBest ? new Style(Color.Green) : Style.Plain);
        }

        if (row.Difference is { } difference)
        {
            yield return new Text(Numbers.FormatDifference(difference));
        }
    }
}
