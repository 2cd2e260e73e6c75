using System.Runtime.CompilerServices;

namespace OrleansDro.Robustness;

/// <summary>Checks of arguments that several types share.</summary>
internal static class Guard
{
    public static void InverseTemperature(double beta, [CallerArgumentExpression(nameof(beta))] string? name = null)
        => Require(beta >= 0 && double.IsFinite(beta), beta, "0 or more and finite", name);

    public static void Require(bool isInRange, double value, string range, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        if (!isInRange)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }

    /// <summary>Refuses empty sets and values that are not finite, as they have no statistics.</summary>
    public static void FiniteValues(ReadOnlySpan<double> values, [CallerArgumentExpression(nameof(values))] string? name = null)
    {
        if (values.IsEmpty)
        {
            throw new ArgumentException("There must be at least one value.", name);
        }

        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException($"Value {i} is {values[i]}; all values must be finite.", name);
            }
        }
    }
}
