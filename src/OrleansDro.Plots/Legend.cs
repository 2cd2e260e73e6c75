using System.Xml.Linq;

namespace OrleansDro.Plots;

/// <summary>The legend: which color shows which line.</summary>
internal static class Legend
{
    /// <param name="items">What is shown, and the class of its color.</param>
    public static XElement Create(IEnumerable<(string Name, string Class)> items) =>
        Tag.Of("ul", "legend", items.Select(item => new XElement("li", Tag.Of("span", $"swatch {item.Class}", string.Empty), item.Name)));
}
