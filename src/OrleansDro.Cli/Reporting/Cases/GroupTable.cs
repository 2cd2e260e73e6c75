using OrleansDro.Abstractions.Cases;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Cases;

/// <summary>The groups of a run's cases for the terminal.</summary>
internal static class GroupTable
{
    private static readonly ListColumn<GroupView>[] Columns =
    [
        new("group", group => group.Group, Wraps: true),
        new("cases", group => Numbers.Format(group.Cases), IsNumber: true),
        new("unseen", group => Numbers.Format(group.Unseen), IsNumber: true),
        new("quarantined", group => Numbers.Format(group.Quarantined), IsNumber: true),
        new("mean\nloss", group => CaseTexts.Loss(group.MeanLoss), IsNumber: true),
        new("max\nloss", group => CaseTexts.Loss(group.MaximumLoss), IsNumber: true),
        new("probability", group => CaseTexts.Probability(group.Probability), IsNumber: true),
        new("max\nage", group => Numbers.Format(group.MaximumAge), IsNumber: true),
    ];

    public static IRenderable Create(IReadOnlyList<GroupView> groups) => ListTable.Create(groups, Columns, "There is no case.");
}
