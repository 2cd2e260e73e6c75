using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace OrleansDro.Robustness.Errors;

/// <summary>
/// Checks the ranges that <see cref="RangeAttribute"/>, <see cref="LengthAttribute"/> and <see cref="AllowedValuesAttribute"/> put on the properties of options. The reference of
/// the options is made from the same attributes. A range on a list or a table of numbers is that of each entry.
/// </summary>
public static class OptionRanges
{
    /// <summary>The first property that is out of its range, or null if there is none. A property that is null is in its range.</summary>
    /// <param name="options">The options; options inside them are not checked.</param>
    public static InvalidOption? FindInvalid(object options) =>
        options.GetType().GetProperties().Select(property => FindInvalid(property, property.GetValue(options))).FirstOrDefault(invalid => invalid is not null);

    private static InvalidOption? FindInvalid(PropertyInfo property, object? value)
    {
        if (value is null)
        {
            return null;
        }

        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed && !allowed.Values.Contains(value))
        {
            return new InvalidOption(property.Name, string.Join(" or ", allowed.Values), value);
        }

        if (property.GetCustomAttribute<LengthAttribute>() is { } length && value is IEnumerable list)
        {
            var count = list.Cast<object>().Count();
            var rule = length.MinimumLength == length.MaximumLength ? $"a list of {length.MinimumLength} values" : $"a list of {length.MinimumLength} to {length.MaximumLength} values";
            if (count < length.MinimumLength || count > length.MaximumLength)
            {
                return new InvalidOption(property.Name, rule, $"a list of {count}");
            }
        }

        return property.GetCustomAttribute<RangeAttribute>() is { } attribute ? FindInvalid(property.Name, NumberRange.Of(attribute), value) : null;
    }

    private static InvalidOption? FindInvalid(string name, NumberRange range, object value) => value switch
    {
        IDictionary table => table.Keys.Cast<object>().Select(key => FindInvalid($"{name}.{key}", range, table[key]!)).FirstOrDefault(invalid => invalid is not null),
        IEnumerable list => list.Cast<object>().Select((entry, index) => FindInvalid($"{name}[{index}]", range, entry)).FirstOrDefault(invalid => invalid is not null),
        _ => InvalidOption.Unless(range.Contains(Convert.ToDouble(value, CultureInfo.InvariantCulture)), value, $"{range}", name),
    };
}
