using System.CommandLine;
using System.Globalization;

namespace OrleansDro.Cli.Options;

/// <summary>Restricts an option to a range of whole numbers.</summary>
internal static class OptionRange
{
    public static void Require(Option option, int minimum, int maximum = int.MaxValue) => option.Validators.Add(result =>
    {
        // The parser itself reports a value that is not a number.
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && (value < minimum || value > maximum))
        {
            var range = maximum == int.MaxValue ? $"{minimum} or more" : $"from {minimum} to {maximum}";
            result.AddError($"{option.Name} must be {range}, not {value}.");
        }
    });
}
