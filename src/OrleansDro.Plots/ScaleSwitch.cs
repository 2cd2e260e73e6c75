using System.Xml.Linq;

namespace OrleansDro.Plots;

/// <summary>A switch between linear and logarithmic axes, for all plots of a page that have both. The style sheet does it, without a script.</summary>
internal static class ScaleSwitch
{
    /// <summary>The largest value through the smallest one from which on a linear axis hides most of the curve.</summary>
    private const double Decades = 30;

    /// <summary>Whether values need a logarithmic axis to be seen.</summary>
    public static bool FallsOverDecades(IEnumerable<double> values)
    {
        var positive = values.Where(value => value > 0).DefaultIfEmpty(1).ToList();
        return positive.Max() / positive.Min() >= Decades;
    }

    /// <summary>A plot with both axes under its title.</summary>
    public static XElement Figure(string title, PlotFrame linear, PlotFrame logarithmic) =>
        new("figure", new XElement("figcaption", title), linear.Drawing("linear"), logarithmic.Drawing("logarithmic"));

    /// <summary>The switch; null if none of the plots has both axes.</summary>
    public static XElement? Create(IEnumerable<XElement> plots) => plots.SelectMany(plot => plot.DescendantsAndSelf("svg")).Any(plot => ((string?)plot.Attribute("class"))?.EndsWith(" logarithmic", StringComparison.Ordinal) == true)
        ? Tag.Of("p", "note", new XElement("label", Tag.Of("input", "scale", new XAttribute("type", "checkbox")), " Logarithmic axes where values fall over decades"))
        : null;
}
