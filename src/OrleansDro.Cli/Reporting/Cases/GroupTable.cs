using OrleansDro.Abstractions.Cases;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Cases;

/// <summary>The groups of a run's cases for the terminal.</summary>
internal static class GroupTable
{
    public static IRenderable Create(IReadOnlyList<GroupView> groups)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("group"));
        foreach (var name in new[] { "cases", "unseen", "quarantined", "mean\nloss", "max\nloss", "probability", "max\nage" })
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }

        foreach (var group in groups)
        {
            table.AddRow(
                new Text(group.Group ?? Numbers.None),
                new Text(Numbers.Format(group.Cases)),
                new Text(Numbers.Format(group.Unseen)),
                new Text(Numbers.Format(group.Quarantined)),
                new Text(CaseTexts.Loss(group.MeanLoss)),
                new Text(CaseTexts.Loss(group.MaximumLoss)),
                new Text(CaseTexts.Probability(group.Probability)),
                new Text(Numbers.Format(group.MaximumAge)));
        }

        return table;
    }
}
