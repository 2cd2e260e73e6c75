using System.Globalization;

namespace OrleansDro.Plots;

/// <summary>Numbers as text for users, independent of the culture.</summary>
internal static class Numbers
{
    /// <summary>Stands for a number that does not exist.</summary>
    public const string None = "-";

    /// <summary>A loss or score: three decimals, fewer as it grows.</summary>
    public static string Format(double value) => Math.Abs(value) switch
    {
        double.NaN => None,
        > 0 and < 0.0005 => Invariant(value, "0.0E0"),
        < 10 => Invariant(value, "0.000"),
        < 1000 => Invariant(value, "0.0"),
        _ => Invariant(value, "#,0"),
    };

    /// <summary>As <see cref="Format(double)"/>, with the sign of a difference.</summary>
    public static string FormatDifference(double value) => value > 0 ? "+" + Format(value) : Format(value);

    /// <summary>A whole number with separated thousands.</summary>
    public static string Format(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A part of 1 as a percentage with one decimal.</summary>
    public static string FormatShare(double value) => double.IsNaN(value) ? None : Invariant(100 * value, "0.0") + " %";

    /// <summary>A duration as <c>m:ss</c> or <c>h:mm:ss</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)Math.Round(duration.TotalSeconds);
        var (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        return hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{seconds % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{seconds % 60:00}");
    }

    private static string Invariant(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
