using System.Globalization;
using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>How often each group was drawn for training, against its share of the cases.</summary>
internal static class VisitSection
{
    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        var groups = runs.SelectMany(run => run.Result.Cases).Select(item => item.Group).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
        if (groups.Count == 0)
        {
            return null;
        }

        var cases = runs[0].Result.Cases;
        var head = new List<XElement> { Tag.ColumnHead("group"), Tag.NumberHead("cases"), ShareHead("share of the cases") };
        head.AddRange(runs.Select(run => ShareHead(runs.Count > 1 ? $"share of the draws, {run.Label}" : "share of the draws")));
        var body = groups.Select(group =>
        {
            var share = Share(cases, group, _ => 1);
            return new XElement(
                "tr",
                Tag.RowHead(group),
                Tag.NumberCell(Numbers.Format(cases.Count(item => item.Group == group))),
                Bar(share, Numbers.FormatShare(share), "reference"),
                runs.Select((run, index) =>
                {
                    var drawn = Share(run.Result.Cases, group, item => item.Visits);
                    var ratio = (drawn / share).ToString("0.0", CultureInfo.InvariantCulture);
                    return Bar(drawn, double.IsFinite(drawn / share) ? $"{Numbers.FormatShare(drawn)} ({ratio}×)" : Numbers.FormatShare(drawn), PlotColors.OfRun(index));
                }));
        });
        return Tag.Section(
            "What was drawn",
            new XElement("p", "Uniform sampling draws each group about as often as it has cases. Hardness weighted sampling draws a group more often while its losses are high. In brackets: how many times its share a group was drawn."),
            Tag.Table("Draws of each group", head, body));
    }

    private static XElement ShareHead(string name) => Tag.Of("th", "share", new XAttribute("scope", "col"), name);

    private static double Share(IReadOnlyList<CaseHardness> cases, string group, Func<CaseHardness, double> weight) =>
        cases.Where(item => item.Group == group).Sum(weight) / cases.Sum(weight);

    private static XElement Bar(double share, string text, string cssClass)
    {
        var width = double.IsFinite(share) ? share * 100 : 0;
        return new XElement(
            "td",
            Tag.Of(
                "div",
                "bar-track",
                Tag.Of("div", $"bar {cssClass}", new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"width:{width:0.##}%")), string.Empty)),
            Tag.Of("span", "bar-text", text));
    }
}
