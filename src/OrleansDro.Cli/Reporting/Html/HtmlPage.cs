using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>A self-contained page: no script, no font, no server.</summary>
internal static class HtmlPage
{
    /// <param name="title">Its title.</param>
    /// <param name="content">Its content.</param>
    public static string Create(string title, params object?[] content)
    {
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
            new XElement("body", new XElement("main", content)));
        ReplaceForbiddenCharacters(page);
        return "<!DOCTYPE html>\n" + page.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static string StyleSheet()
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return "\n" + PageStyle.Sheet + reader.ReadToEnd();
    }

    /// <summary>An id may contain control characters and halves of surrogate pairs, but a page must not.</summary>
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
