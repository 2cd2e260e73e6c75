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
        var table = ListTable.Create(page.Cases, Columns(page), none: shown);
        return page.Cases.Count == 0 ? table : new Rows(table, new Text(shown));
    }

    /// <summary>
    /// A column is left out if all its cells would be equal. Reasons are long, so they are shown only if all cases in the list have one.
    /// </summary>
    private static IEnumerable<ListColumn<CaseView>> Columns(CasePage page)
    {
        var (hasGroups, hasReasons, canBeDrawn) = (
            page.Cases.Any(view => view.Group is not null), page.Cases.Any(view => view.Reason is not null), page.Cases.Any(view => view.Probability > 0));
        (bool IsShown, ListColumn<CaseView> Column)[] columns =
        [
            (canBeDrawn, new("rank", CaseTexts.Rank, IsNumber: true)),
            (true, new("case", view => view.Id, Wraps: true)),
            (hasGroups, new("group", view => view.Group, Wraps: true)),
            (true, new("loss", view => CaseTexts.Loss(view.Loss), IsNumber: true)),
            (true, new("age", view => Numbers.Format(view.Age), IsNumber: true)),
            (true, new("visits", view => Numbers.Format(view.Visits), IsNumber: true)),
            (canBeDrawn, new("probability", view => CaseTexts.Probability(view.Probability), IsNumber: true)),
            (true, new("status", view => CaseTexts.Status(view.Status))),
            (hasReasons && !canBeDrawn, new("reason", view => view.Reason, Wraps: true)),
        ];
        return columns.Where(column => column.IsShown).Select(column => column.Column);
    }
}
