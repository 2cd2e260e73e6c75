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
            new XElement("p", "Cases that stay hard are worth a look: a rare anatomy, a bad scan or a wrong reference. Hardness weighted sampling draws a wrong reference often, too. Quarantined cases are out of sampling: they could not be read, gave no finite loss, or somebody set them aside. A case is learned at the first step with a loss below ln 2, and forgotten when a later loss is not below it. The age of a loss is the number of steps since the case was last seen. Cases that were seen only once stand apart: the model had no chance to learn them before that loss."),
            runs.SelectMany(run => Tables(run, runs.Count > 1)));

    private static IEnumerable<XElement> Tables(LabeledResult run, bool isComparison)
    {
        var cases = run.Result.Cases.Where(item => !item.Removed).ToList();

        // A quarantined case comes first: its loss may be unknown just because it cannot be read.
        var hardest = cases.Where(item => item.Quarantined || !double.IsNaN(item.Loss)).OrderByDescending(item => item.Quarantined).ThenByDescending(item => item.Loss).ToLookup(IsSeenOnce);
        var quarantined = cases.Count(item => item.Quarantined);
        var of = $"{(isComparison ? $"{run.Label}: the" : "The")} hardest of {Numbers.Format(cases.Count)} training cases{(quarantined > 0 ? $", {Numbers.Format(quarantined)} of them quarantined" : string.Empty)}";
        yield return Table(of, hardest[false].Take(Shown), run, cases);
        if (hardest[true].Any())
        {
            yield return Table($"{(isComparison ? $"{run.Label}: the" : "The")} hardest of {Numbers.Format(hardest[true].Count())} training cases that were seen only once", hardest[true].Take(Shown), run, cases);
        }
    }

    private static bool IsSeenOnce(CaseHardness item) => item is { Visits: 1, Quarantined: false };

    private static XElement Table(string caption, IEnumerable<CaseHardness> shown, LabeledResult run, IReadOnlyList<CaseHardness> cases)
    {
        var hasGroups = cases.Any(item => item.Group is not null);
        var head = new[]
        {
            Tag.ColumnHead("case"),
            hasGroups ? Tag.ColumnHead("group") : null,
            Tag.NumberHead("latest loss"),
            Tag.NumberHead("age in steps"),
            Tag.NumberHead("visits"),
            Tag.NumberHead("probability"),
            Tag.NumberHead("learned at"),
            Tag.NumberHead("forgotten"),
        }.OfType<XElement>();
        return Tag.Table(caption, head, shown.Select(item => Row(item, run.Result.StepsCommitted, hasGroups)));
    }

    private static XElement Row(CaseHardness item, long stepsCommitted, bool hasGroups) => new(
        "tr",
        Tag.RowHead(
            item.Id,
            item.Quarantined ? Tag.Of("span", "badge", "quarantined") : null,
            item is { Quarantined: true, Reason: { } reason } ? Tag.Of("span", "value-note", reason) : null),
        hasGroups ? new XElement("td", item.Group ?? Numbers.None) : null,
        Tag.NumberCell(Numbers.Format(item.Loss)),
        Tag.NumberCell(item.LastStep < 0 ? Numbers.None : Numbers.Format(stepsCommitted - 1 - item.LastStep)),
        Tag.NumberCell(Numbers.Format(item.Visits)),
        Tag.NumberCell(Numbers.FormatShare(item.Probability)),
        Tag.NumberCell(item.LearnedAt is { } step ? Numbers.Format(step) : Numbers.None),
        Tag.NumberCell(Numbers.Format(item.TimesForgotten)));
}
