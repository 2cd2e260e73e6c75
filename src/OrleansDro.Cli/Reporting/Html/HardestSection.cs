using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The training cases with the highest loss at the end.</summary>
internal static class HardestSection
{
    private const int Shown = 20;

    public static XElement? Create(IReadOnlyList<LabeledResult> runs) => runs.All(run => run.Result.Cases.Count == 0)
        ? null
        : Tag.Section(
            "Hardest training cases",
            new XElement("p", "Cases that stay hard are worth a look: a rare anatomy, a bad scan or a wrong reference. Hardness weighted sampling draws a wrong reference often, too. Quarantined cases are out of sampling: they could not be read, gave no finite loss, or somebody set them aside. A case is learned at the first step with a loss below ln 2, and forgotten when a later loss is not below it."),
            runs.Select(run => Table(run, runs.Count > 1)));

    private static XElement Table(LabeledResult run, bool isComparison)
    {
        var cases = run.Result.Cases.Where(item => !item.Removed).ToList();
        var hasGroups = cases.Any(item => item.Group is not null);
        var head = new[]
        {
            Tag.ColumnHead("case"),
            hasGroups ? Tag.ColumnHead("group") : null,
            Tag.NumberHead("latest loss"),
            Tag.NumberHead("visits"),
            Tag.NumberHead("last step"),
            Tag.NumberHead("probability"),
            Tag.NumberHead("learned at"),
            Tag.NumberHead("forgotten"),
        }.OfType<XElement>();

        // A quarantined case comes first: its loss may be unknown just because it cannot be read.
        var hardest = cases.Where(item => item.Quarantined || !double.IsNaN(item.Loss)).OrderByDescending(item => item.Quarantined).ThenByDescending(item => item.Loss).Take(Shown);
        var quarantined = cases.Count(item => item.Quarantined);
        var caption = $"{(isComparison ? $"{run.Label}: the" : "The")} hardest of {Numbers.Format(cases.Count)} training cases{(quarantined > 0 ? $", {Numbers.Format(quarantined)} of them quarantined" : string.Empty)}";
        return Tag.Table(caption, head, hardest.Select(item => Row(item, hasGroups)));
    }

    private static XElement Row(CaseHardness item, bool hasGroups) => new(
        "tr",
        Tag.RowHead(
            item.Id,
            item.Quarantined ? Tag.Of("span", "badge", "quarantined") : null,
            item is { Quarantined: true, Reason: { } reason } ? Tag.Of("span", "value-note", reason) : null),
        hasGroups ? new XElement("td", item.Group ?? Numbers.None) : null,
        Tag.NumberCell(Numbers.Format(item.Loss)),
        Tag.NumberCell(Numbers.Format(item.Visits)),
        Tag.NumberCell(item.LastStep < 0 ? Numbers.None : Numbers.Format(item.LastStep)),
        Tag.NumberCell(Numbers.FormatShare(item.Probability)),
        Tag.NumberCell(item.LearnedAt is { } step ? Numbers.Format(step) : Numbers.None),
        Tag.NumberCell(Numbers.Format(item.TimesForgotten)));
}
