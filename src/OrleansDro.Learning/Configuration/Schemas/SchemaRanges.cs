using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Configuration.Schemas;

/// <summary>The ranges of a property as keywords of a JSON schema.</summary>
internal static class SchemaRanges
{
    /// <summary>Adds the ranges that attributes put on a property.</summary>
    public static void Add(JsonObject field, PropertyInfo property)
    {
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
        {
            field["enum"] = new JsonArray([.. allowed.Values.Select(value => JsonValue.Create((string)value!))]);
        }

        if (property.GetCustomAttribute<LengthAttribute>() is { } length)
        {
            field["minItems"] = length.MinimumLength;
            field["maxItems"] = length.MaximumLength;
        }

        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            Add(Numbers(field), NumberRange.Of(range));
        }
    }

    private static void Add(JsonObject numbers, NumberRange range)
    {
        if (range.HasMinimum)
        {
            numbers[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = range.Minimum;
        }

        if (range.HasMaximum)
        {
            numbers[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = range.Maximum;
        }
    }

    // The range of a list or a table is that of its entries.
    private static JsonObject Numbers(JsonObject field) => (field["items"] ?? field["additionalProperties"]) as JsonObject ?? field;
}
