using System.Globalization;

namespace OrleansDro.Plots;

/// <summary>An axis on which each doubling is as long as any other, with a tick at each power of two.</summary>
/// <param name="Min">The low end, greater than 0.</param>
/// <param name="Max">The high end.</param>
internal sealed record LogAxis(double Min, double Max) : Axis(Min, Max)
{
    /// <inheritdoc/>
    public override IEnumerable<double> Ticks
    {
        get
        {
            for (var power = (int)Math.Ceiling(Math.Log2(Min) - 1e-9); power <= Math.Log2(Max) + 1e-9; power++)
            {
                yield return Math.Pow(2, power);
            }
        }
    }

    /// <inheritdoc/>
    public override string Label(double tick) => tick.ToString("#,0.###", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override double Position(double value) => Math.Log(value / Min) / Math.Log(Max / Min);
}
