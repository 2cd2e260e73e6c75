using System.Xml.Linq;

namespace OrleansDro.Plots;

/// <summary>Short forms for the elements of a page. Escaping is the tree's: text and attributes are never pasted together.</summary>
internal static class Tag
{
    /// <summary>An element with a class.</summary>
    public static XElement Of(string name, string cssClass, params object?[] content) => new(name, new XAttribute("class", cssClass), content);

    /// <summary>A heading and its content.</summary>
    public static XElement Section(string heading, params object?[] content) =>
        new("section", new XElement("h2", heading), content);

    /// <summary>A table that scrolls sideways, also by keyboard, if the window is narrow.</summary>
    public static XElement Table(string caption, IEnumerable<XElement> head, IEnumerable<XElement> body) =>
        Of(
            "div",
            "scroll",
            new XAttribute("tabindex", "0"),
            new XAttribute("role", "region"),
            new XAttribute("aria-label", caption),
            new XElement("table", new XElement("caption", caption), new XElement("thead", new XElement("tr", head)), new XElement("tbody", body)));

    /// <summary>The head of a column.</summary>
    public static XElement ColumnHead(params object?[] content) => new("th", new XAttribute("scope", "col"), content);

    /// <summary>The head of a column of numbers.</summary>
    public static XElement NumberHead(params object?[] content) => Of("th", "number", new XAttribute("scope", "col"), content);

    /// <summary>The head of a row.</summary>
    public static XElement RowHead(params object?[] content) => new("th", new XAttribute("scope", "row"), content);

    /// <summary>A cell with a number.</summary>
    public static XElement NumberCell(params object?[] content) => Of("td", "number", content);
}
