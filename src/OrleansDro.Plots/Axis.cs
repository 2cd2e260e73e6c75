using System.Globalization;

namespace OrleansDro.Plots;

/// <summary>The range of a plot's axis with round ticks inside.</summary>
internal record Axis(double Min, double Max)
{
    private const int PreferredTicks = 5;

    /// <summary>An axis over all finite values, extended to round ends.</summary>
    /// <param name="values">The values to cover; others than finite ones are passed over.</param>
    /// <param name="atLeast">A range that is covered in any case.</param>
    public static Axis Covering(IEnumerable<double> values, params IEnumerable<double> atLeast)
    {
        var finite = values.Concat(atLeast).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (min, max) = (finite.Min(), finite.Max());
        if (min == max)
        {
            max = min + 1;
        }

        var step = TickStep(max - min);
        return new Axis(Math.Floor(min / step) * step, Math.Ceiling(max / step) * step);
    }

    /// <summary>The ticks, from low to high.</summary>
    public virtual IEnumerable<double> Ticks
    {
        get
        {
            var step = TickStep(Max - Min);
            var first = (long)Math.Ceiling((Min / step) - 1e-9);
            var last = (long)Math.Floor((Max / step) + 1e-9);
            for (var tick = first; tick <= last; tick++)
            {
                yield return tick * step;
            }
        }
    }

    /// <summary>A tick's label, with no more digits than the distance of the ticks needs.</summary>
    public virtual string Label(double tick)
    {
        var step = TickStep(Max - Min);
        if (step >= 1000)
        {
            return (tick / 1000).ToString("#,0.##", CultureInfo.InvariantCulture) + (tick == 0 ? string.Empty : "k");
        }

        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);
        return tick.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }

    /// <summary>The position of a value: 0 at the low end, 1 at the high end.</summary>
    public virtual double Position(double value) => (value - Min) / (Max - Min);

    /// <summary>1, 2 or 5 times a power of ten.</summary>
    private static double TickStep(double range)
    {
        var raw = range / PreferredTicks;
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch
        {
            <= 1.0000001 => power,
            <= 2.0000001 => 2 * power,
            <= 5.0000001 => 5 * power,
            _ => 10 * power,
        };
    }
}
