using System.Globalization;

namespace OrleansDro.Plots;

/// <summary>An axis on which each doubling is as long as any other, with a tick at each power of two, or of ten if there would be too many.</summary>
/// <param name="Min">The low end, greater than 0.</param>
/// <param name="Max">The high end.</param>
internal sealed record LogAxis(double Min, double Max) : Axis(Min, Max)
{
    private const double MostDoubled = 100;

    /// <summary>An axis from power of ten to power of ten over all positive values.</summary>
    /// <param name="values">The values to cover, one positive at least; others than positive ones are passed over.</param>
    public static LogAxis CoveringDecades(IEnumerable<double> values)
    {
        var positive = values.Where(value => double.IsFinite(value) && value > 0).ToList();
        return new LogAxis(Math.Pow(10, Math.Floor(Math.Log10(positive.Min()))), Math.Pow(10, Math.Ceiling(Math.Log10(positive.Max()) + 1e-9)));
    }

    /// <inheritdoc/>
    public override IEnumerable<double> Ticks
    {
        get
        {
            var factor = Max / Min > MostDoubled ? 10 : 2;
            for (var power = (int)Math.Ceiling(Math.Log(Min, factor) - 1e-9); power <= Math.Log(Max, factor) + 1e-9; power++)
            {
                yield return Math.Pow(factor, power);
            }
        }
    }

    /// <inheritdoc/>
    public override string Label(double tick) => tick.ToString(tick < 0.001 ? "0E0" : "#,0.###", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override double Position(double value) => Math.Log(value / Min) / Math.Log(Max / Min);
}
