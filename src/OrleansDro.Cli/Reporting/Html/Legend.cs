using System.Xml.Linq;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>Which colour stands for what.</summary>
internal static class Legend
{
    /// <summary>The runs; null where there is one, which needs no telling apart.</summary>
    public static XElement? OfRuns(IReadOnlyList<LabelledResult> runs) =>
        runs.Count > 1 ? Create(runs.Select((run, index) => (run.Label, PlotColors.OfRun(index)))) : null;

    public static XElement Create(IEnumerable<(string Name, string Class)> items) =>
        Tag.Of("ul", "legend", items.Select(item => new XElement("li", Tag.Of("span", $"swatch {item.Class}", string.Empty), item.Name)));
}
