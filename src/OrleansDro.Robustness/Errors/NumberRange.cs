using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace OrleansDro.Robustness.Errors;

/// <summary>The numbers that an option can be. NaN and the infinities are in no range.</summary>
/// <param name="Minimum">The least number; <see cref="double.MinValue"/> for none.</param>
/// <param name="Maximum">The greatest number; <see cref="double.MaxValue"/> for none.</param>
/// <param name="MinimumIsExclusive">Whether the option must be above the minimum.</param>
/// <param name="MaximumIsExclusive">Whether the option must be below the maximum.</param>
public readonly record struct NumberRange(double Minimum, double Maximum, bool MinimumIsExclusive, bool MaximumIsExclusive)
{
    /// <summary>Whether there is a least number.</summary>
    public bool HasMinimum => Minimum > double.MinValue;

    /// <summary>Whether there is a greatest number.</summary>
    public bool HasMaximum => Maximum < double.MaxValue;

    /// <summary>The range of an attribute, whatever the type of its operands.</summary>
    public static NumberRange Of(RangeAttribute attribute) => new(
        Convert.ToDouble(attribute.Minimum, CultureInfo.InvariantCulture),
        Convert.ToDouble(attribute.Maximum, CultureInfo.InvariantCulture),
        attribute.MinimumIsExclusive,
        attribute.MaximumIsExclusive);

    /// <summary>Whether a number is in the range.</summary>
    public bool Contains(double value) =>
        (MinimumIsExclusive ? value > Minimum : value >= Minimum) && (MaximumIsExclusive ? value < Maximum : value <= Maximum);

    /// <summary>The range in words, such as <c>from 0 to below 1</c>; completes a sentence that begins with "must be".</summary>
    public override string ToString() => (HasMinimum, HasMaximum) switch
    {
        (true, true) when MinimumIsExclusive => Words($"above {Minimum} and {(MaximumIsExclusive ? "below" : "at most")} {Maximum}"),
        (true, true) => Words($"from {Minimum} to {(MaximumIsExclusive ? "below " : "")}{Maximum}"),
        (true, false) => MinimumIsExclusive ? Words($"above {Minimum}") : Words($"{Minimum} or more"),
        (false, true) => MaximumIsExclusive ? Words($"below {Maximum}") : Words($"{Maximum} or less"),
        _ => "a finite number",
    };

    private static string Words(FormattableString text) => FormattableString.Invariant(text);
}
