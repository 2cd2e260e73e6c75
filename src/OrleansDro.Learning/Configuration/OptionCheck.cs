using System.Numerics;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Configuration;

/// <summary>The checks that options have in common; each failure names the field, its value and its range.</summary>
internal static class OptionCheck
{
    public static void InRange<T>(T value, T minimum, T maximum, string field)
        where T : INumber<T>
    {
        // Written so that NaN fails.
        if (!(value >= minimum && value <= maximum))
        {
            throw new InvalidInputException($"field '{field}' is {value}; it must be from {minimum} to {maximum}.");
        }
    }

    public static void Positive(double value, string field)
    {
        if (!(value > 0 && double.IsFinite(value)))
        {
            throw new InvalidInputException($"field '{field}' is {value}; it must be greater than 0.");
        }
    }

    public static void Count<T>(IReadOnlyList<T> values, int count, string field)
    {
        if (values.Count != count)
        {
            throw new InvalidInputException($"field '{field}' has {values.Count} entries; it must have {count}, in the order depth, height, width.");
        }
    }
}
