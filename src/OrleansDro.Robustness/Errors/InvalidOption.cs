using System.Runtime.CompilerServices;
using System.Text.Json;

namespace OrleansDro.Robustness.Errors;

/// <summary>
/// An option that is out of its range. It is a value, so that each caller can name the option as its users know it: a program by the property, a
/// spec by the field.
/// </summary>
/// <param name="Property">The path of the option in properties, such as <c>Temperature.Target</c>.</param>
/// <param name="Rule">What the option must be; completes a sentence that begins with "must be".</param>
/// <param name="Value">The value that it has; null if it is missing.</param>
public sealed record InvalidOption(string Property, string Rule, object? Value)
{
    /// <summary>The same option, seen from the options that contain it.</summary>
    /// <param name="property">The property of the outer options that contains the inner ones.</param>
    public InvalidOption Within(string property) => this with { Property = $"{property}.{Property}" };

    /// <summary>The error for a program that passed the option.</summary>
    public ArgumentOutOfRangeException ToException() => new(Property, Value, $"{Property} must be {Rule}.");

    /// <summary>The error for a user who wrote the option in a spec, where names are camelCase.</summary>
    /// <param name="path">The field of the spec that contains the options; empty for the root.</param>
    public InvalidInputException ToInputException(string path)
    {
        var names = Property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName);
        var field = string.Join('.', path.Length == 0 ? names : names.Prepend(path));
        var found = Value is null ? "" : FormattableString.Invariant($"; it is {Value}");
        return new InvalidInputException($"The spec's field '{field}' must be {Rule}{found}.");
    }

    /// <summary>Checks one option: null if it is in its range.</summary>
    internal static InvalidOption? Unless(bool isInRange, object? value, string rule, [CallerArgumentExpression(nameof(value))] string property = "") =>
        isInRange ? null : new InvalidOption(property, rule, value);
}
