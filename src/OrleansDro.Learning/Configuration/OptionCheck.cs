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

    /// <summary>Checks the ranges that attributes put on the properties of options.</summary>
    /// <param name="options">The options; options inside them are not checked.</param>
    /// <param name="path">The path of the options in their file.</param>
    public static void Ranges(object options, string path)
    {
        if (OptionRanges.FindInvalid(options) is { } invalid)
        {
            throw invalid.ToInputException(path);
        }
    }
}
