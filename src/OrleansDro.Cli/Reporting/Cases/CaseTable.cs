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

        var (hasGroups, hasReasons) = (page.Cases.Any(view => view.Group is not null), page.Cases.Any(view => view.Reason is not null));
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn(new TableColumn("rank").RightAligned())
            .AddColumn(new TableColumn("case"));
        if (hasGroups)
        {
            table.AddColumn(new TableColumn("group"));
        }

        table.AddColumn(new TableColumn("loss").RightAligned())
            .AddColumn(new TableColumn("age").RightAligned())
            .AddColumn(new TableColumn("visits").RightAligned())
            .AddColumn(new TableColumn("probability").RightAligned().NoWrap())
            .AddColumn(new TableColumn("status").NoWrap());
        if (hasReasons)
        {
            table.AddColumn(new TableColumn("reason"));
        }

        foreach (var view in page.Cases)
        {
            List<IRenderable> cells = [new Text(CaseTexts.Rank(view)), new Text(view.Id)];
            if (hasGroups)
            {
                cells.Add(new Text(view.Group ?? Numbers.None));
            }

            cells.AddRange([new Text(CaseTexts.Loss(view.Loss)), new Text(Numbers.Format(view.Age)), new Text(Numbers.Format(view.Visits)), new Text(CaseTexts.Probability(view.Probability)), new Text(CaseTexts.Status(view.Status))]);
            if (hasReasons)
            {
                cells.Add(new Text(view.Reason ?? Numbers.None));
            }

            table.AddRow(cells);
        }

        return new Rows(table, new Text(shown));
    }
}
