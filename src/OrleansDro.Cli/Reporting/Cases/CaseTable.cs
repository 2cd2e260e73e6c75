using OrleansDro.Abstractions.Cases;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Cases;

/// <summary>A list of cases for the terminal.</summary>
internal static class CaseTable
{
    public static IRenderable Create(CasePage page)
    {
        var shown = $"{Numbers.Format(page.Cases.Count)} of {Numbers.Format(page.Matching)} cases after {Numbers.Format(page.StepsCommitted)} steps";
        if (page.Cases.Count == 0)
        {
            return new Text(shown + "\n");
        }

        // Nothing is lost where a column is left out: all its cells would be alike. Reasons are long, so that they only stand beside cases that all have one to tell.
        var (hasGroups, hasReasons, canBeDrawn) = (
            page.Cases.Any(view => view.Group is not null), page.Cases.Any(view => view.Reason is not null), page.Cases.Any(view => view.Probability > 0));
        (string Name, bool IsShown, bool IsNumber, bool Wraps, Func<CaseView, string> Cell)[] columns =
        [
            ("rank", canBeDrawn, true, false, CaseTexts.Rank),
            ("case", true, false, true, view => view.Id),
            ("group", hasGroups, false, true, view => view.Group ?? Numbers.None),
            ("loss", true, true, false, view => CaseTexts.Loss(view.Loss)),
            ("age", true, true, false, view => Numbers.Format(view.Age)),
            ("visits", true, true, false, view => Numbers.Format(view.Visits)),
            ("probability", canBeDrawn, true, false, view => CaseTexts.Probability(view.Probability)),
            ("status", true, false, false, view => CaseTexts.Status(view.Status)),
            ("reason", hasReasons && !canBeDrawn, false, true, view => view.Reason ?? Numbers.None),
        ];
        var shownColumns = Array.FindAll(columns, column => column.IsShown);
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in shownColumns)
        {
            table.AddColumn(new TableColumn(column.Name) { Alignment = column.IsNumber ? Justify.Right : Justify.Left, NoWrap = !column.Wraps });
        }

        foreach (var view in page.Cases)
        {
            table.AddRow(shownColumns.Select(column => new Text(column.Cell(view))));
        }

        return new Rows(table, new Text(shown));
    }
}
