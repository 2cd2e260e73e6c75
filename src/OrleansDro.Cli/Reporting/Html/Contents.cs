using System.Xml.Linq;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The table of contents of a page.</summary>
internal static class Contents
{
    /// <summary>Gives each section an id and lists them.</summary>
    /// <param name="sections">The sections, each with a heading.</param>
    public static XElement Create(IReadOnlyList<XElement> sections)
    {
        foreach (var (index, section) in sections.Index())
        {
            section.SetAttributeValue("id", $"section-{index + 1}");
        }

        return Tag.Of(
            "nav",
            "contents",
            new XAttribute("aria-label", "Contents"),
            new XElement("ul", sections.Select(section => new XElement("li", new XElement("a", new XAttribute("href", $"#{(string?)section.Attribute("id")}"), section.Element("h2")!.Value)))));
    }
}
