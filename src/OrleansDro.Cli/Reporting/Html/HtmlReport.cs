using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>
/// The report on one run, or on several side by side: one page that needs nothing else, no script, no font, no server. The plots are SVG
/// whose text and colours are the browser's, so they read well in light and dark and where the run's machine has no fonts.
/// </summary>
internal static class HtmlReport
{
    public static string Create(IReadOnlyList<LabelledResult> runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count, nameof(runs));
        var title = string.Join(" and ", runs.Select(run => run.Result.Run).Distinct());
        var page = new XElement(
            "html",
            new XAttribute("lang", "en"),
            new XElement(
                "head",
                new XElement("meta", new XAttribute("charset", "utf-8")),
                new XElement("meta", new XAttribute("http-equiv", "Content-Security-Policy"), new XAttribute("content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")),
                new XElement("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
                new XElement("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
                new XElement("title", $"{title} - OrleansDro"),
                new XElement("style", StyleSheet())),
            new XElement(
                "body",
                new XElement(
                    "main",
                    new XElement("header", Tag.Of("p", "kicker", "OrleansDro"), new XElement("h1", title), FactSection.Brief(runs), HeadlineTiles.Create(runs)),
                    ResultSection.Create(runs),
                    PictureSection.Create(runs),
                    ScoreSection.Create(runs),
                    CurveSection.Create(runs),
                    StalenessSection.Create(runs),
                    VisitSection.Create(runs),
                    HardestSection.Create(runs),
                    FactSection.Create(runs))));
        ReplaceForbiddenCharacters(page);
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static string StyleSheet()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return "\n" + reader.ReadToEnd();
    }

    /// <summary>Control characters and halves of surrogate pairs may come with an id, but no page may hold them.</summary>
    private static void ReplaceForbiddenCharacters(XElement page)
    {
        foreach (var element in page.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes())
            {
                attribute.Value = Clean(attribute.Value);
            }

            foreach (var text in element.Nodes().OfType<XText>())
            {
                text.Value = Clean(text.Value);
            }
        }
    }

    private static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var cleaned = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) // a lone surrogate is enumerated as the replacement character
        {
            cleaned.Append(rune.Value < 0x10000 && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        }

        return cleaned.ToString();
    }
}
