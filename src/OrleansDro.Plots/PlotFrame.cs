using System.Globalization;
using System.Xml.Linq;

namespace OrleansDro.Plots;

/// <summary>The frame of a plot: axes, grid and labels, and the place of a value in it.</summary>
internal sealed class PlotFrame
{
    private const double Width = 400;
    private const double Top = 10;
    private const double Right = 14;
    private const double Bottom = 40;

    private readonly Axis _x;
    private readonly Axis? _y;
    private readonly double _left;
    private readonly double _height;
    private readonly XElement _svg;

    /// <param name="description">A description of the plot, for users who cannot see it.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="xName">What it measures.</param>
    /// <param name="y">The vertical axis; null if the rows of the plot are not on an axis.</param>
    /// <param name="height">The height in units of which the width has 400.</param>
    public PlotFrame(string description, Axis x, string xName, Axis? y, double height)
    {
        (_x, _y, _height) = (x, y, height);
        _left = y is null ? 10 : 48;
        _svg = Tag.Of(
            "svg",
            "plot",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Width} {height}")),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", description));

        foreach (var tick in x.Ticks)
        {
            _svg.Add(Line(X(tick), Top, X(tick), BottomEdge, "grid"), Text(X(tick), BottomEdge + 16, x.Label(tick), "tick middle"));
        }

        foreach (var tick in y?.Ticks ?? [])
        {
            _svg.Add(Line(_left, Y(tick), Width - Right, Y(tick), "grid"), Text(_left - 7, Y(tick) + 4, y!.Label(tick), "tick end"));
        }

        _svg.Add(Text((_left + Width - Right) / 2, height - 5, xName, "axis middle"));
    }

    public double LeftEdge => _left;

    public static double TopEdge => Top;

    private double BottomEdge => _height - Bottom;

    public double X(double value) => _left + (_x.Position(value) * (Width - Right - _left));

    public double Y(double value) => BottomEdge - (_y!.Position(value) * (BottomEdge - Top));

    public void Add(params object?[] content) => _svg.Add(content);

    /// <summary>The plot under its title.</summary>
    public XElement Figure(string title) => new("figure", new XElement("figcaption", title), _svg);

    /// <summary>The plot itself, with a further class.</summary>
    public XElement Drawing(string cssClass)
    {
        var drawing = new XElement(_svg);
        drawing.SetAttributeValue("class", $"{(string?)_svg.Attribute("class")} {cssClass}");
        return drawing;
    }

    /// <summary>A coordinate as text of a drawing: a tenth of a unit is finer than a screen.</summary>
    public static string Coordinate(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    public static XElement Line(double x1, double y1, double x2, double y2, string cssClass) => Tag.Of(
        "line",
        cssClass,
        new XAttribute("x1", Coordinate(x1)),
        new XAttribute("y1", Coordinate(y1)),
        new XAttribute("x2", Coordinate(x2)),
        new XAttribute("y2", Coordinate(y2)));

    public static XElement Text(double x, double y, string text, string cssClass) => Tag.Of(
        "text",
        cssClass,
        new XAttribute("x", Coordinate(x)),
        new XAttribute("y", Coordinate(y)),
        text);
}
