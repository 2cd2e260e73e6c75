using System.Xml.Linq;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>
/// The report on one run, or on several side by side: one page that needs nothing else. The plots are SVG
/// whose text and colours are the browser's, so they read well in light and dark and where the run's machine has no fonts.
/// </summary>
internal static class HtmlReport
{
    public static string Create(IReadOnlyList<LabeledResult> runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count, nameof(runs));
        var title = string.Join(" and ", runs.Select(run => run.Result.Run).Distinct());
        XElement[] sections =
        [
            .. new[]
            {
                ResultSection.Create(runs),
                PictureSection.Create(runs),
                ScoreSection.Create(runs),
                ValidationSection.Create(runs),
                CurveSection.Create(runs),
                SpreadSection.Create(runs),
                StalenessSection.Create(runs),
                VisitSection.Create(runs),
                HardestSection.Create(runs),
                FactSection.Create(runs),
            }.OfType<XElement>(),
        ];
        return HtmlPage.Create(
            title,
            new XElement("header", Tag.Of("p", "kicker", "OrleansDro"), new XElement("h1", title), FactSection.Brief(runs), HeadlineTiles.Create(runs)),
            Contents.Create(sections),
            sections);
    }
}
