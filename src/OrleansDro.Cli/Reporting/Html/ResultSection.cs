using System.Xml.Linq;
using OrleansDro.Cli.Reporting.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The table of results.</summary>
internal static class ResultSection
{
    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        var rows = ResultRows.Create(runs);
        if (rows.Count == 0)
        {
            return null;
        }

        var isComparison = runs.Count > 1;
        var head = new List<XElement> { Tag.ColumnHead("statistic") };
        head.AddRange(runs.Select(run => Tag.NumberHead(run.Label)));
        if (runs.Count == 2)
        {
            head.Add(Tag.NumberHead("difference"));
        }

        head.Add(Tag.Of("th", "explanation", new XAttribute("scope", "col"), "what it says"));
        var body = rows.GroupBy(row => row.Section).SelectMany(section => section.Select(Row).Prepend(SectionHead(section.Key, head.Count)));
        return Tag.Section(
            "Results",
            isComparison
                ? new XElement(
                    "p",
                    "The better value of a row is bold and marked with a triangle: higher for scores, lower for losses. ",
                    "Every run here was trained once, with one seed. Another seed gives somewhat other numbers, so repeat the comparison with several before you trust a small difference.")
                : null,
            Tag.Table(isComparison ? "Results side by side" : "Results of the run", head, body));
    }

    private static XElement SectionHead(string section, int columns) => Tag.Of(
        "tr",
        "section",
        new XElement("th", new XAttribute("scope", "colgroup"), new XAttribute("colspan", columns), section));

    private static XElement Row(ResultRow row) => new(
        "tr",
        Tag.RowHead(new XAttribute("title", row.Explanation), row.Name),
        row.Values.Select((value, index) => Cell(value, row.Best == index ? Mark(row) : null)),
        row.Difference is { } difference ? Tag.NumberCell(Numbers.FormatDifference(difference)) : null,
        Tag.Of("td", "explanation", row.Explanation));

    private static XElement Cell(ResultValue value, XElement? mark) => Tag.Of(
        "td",
        mark is null ? "number" : "number best",
        mark,
        Numbers.Format(value.Number),
        value.Note is null ? null : Tag.Of("span", "value-note", value.Note));

    private static XElement Mark(ResultRow row) => Tag.Of(
        "span",
        "mark",
        new XAttribute("role", "img"),
        new XAttribute("aria-label", "better"),
        row.HigherIsBetter ? "▲" : "▼");
}
