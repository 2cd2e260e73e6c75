using System.Xml.Linq;
using OrleansDro.Cli.Reporting.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The most important numbers.</summary>
internal static class HeadlineTiles
{
    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        var rows = ResultRows.Create(runs).Where(row => row.IsHeadline).ToList();
        return rows.Count == 0 ? null : Tag.Of("div", runs.Count > 1 ? "tiles" : "tiles single", rows.Select(row => Tile(row, runs)));
    }

    private static XElement Tile(ResultRow row, IReadOnlyList<LabeledResult> runs) => Tag.Of(
        "div",
        "tile",
        new XAttribute("title", row.Explanation),
        Tag.Of("div", "tile-name", row.Section, new XElement("br"), row.Name),
        new XElement(
            "dl",
            runs.Select((run, index) => Tag.Of(
                "div",
                row.Best == index ? "best" : "other",
                new XElement("dt", Tag.Of("span", $"swatch {PlotColors.OfRun(index)}", string.Empty), run.Label),
                new XElement("dd", Numbers.Format(row.Values[index].Number))))));
}
