using System.Text.Json.Nodes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reference;

/// <summary>The keywords of a field's JSON schema in words.</summary>
internal static class SchemaWords
{
    /// <summary>The type, such as <c>list of numbers</c>.</summary>
    public static string Type(JsonObject schema) => schema switch
    {
        _ when schema.ContainsKey("oneOf") || schema.ContainsKey("enum") => "text",
        _ when schema.ContainsKey("properties") => "object",
        _ => TypeName(schema) switch
        {
            "array" => $"list of {Type(schema["items"]!.AsObject())}s",
            "object" when schema["additionalProperties"] is JsonObject entry => $"object of {Type(entry)}s",
            "integer" => "whole number",
            "boolean" => "true or false",
            "string" => "text",
            var name => name,
        },
    };

    /// <summary>The values that a field can have, such as <c>from 1 to 1024</c>; empty if the type says it all.</summary>
    public static string Range(JsonObject schema)
    {
        if (Values(schema) is { } values)
        {
            return "one of " + string.Join(", ", values.Select(value => (string)value["const"]!));
        }

        var entry = (schema["items"] ?? schema["additionalProperties"]) as JsonObject;
        var numbers = Numbers(entry ?? schema);
        return string.Join(", ", new[] { Length(schema), entry is null || numbers.Length == 0 ? numbers : $"each {numbers}" }.Where(part => part.Length > 0));
    }

    /// <summary>The description, and those of the values.</summary>
    public static string Meaning(JsonObject schema)
    {
        var values = Values(schema)?.Where(value => value.ContainsKey("description")).Select(value => $"`{value["const"]}`: {value["description"]}") ?? [];
        return string.Join(' ', values.Prepend((string?)schema["description"] ?? "")).Trim();
    }

    private static IEnumerable<JsonObject>? Values(JsonObject schema)
    {
        var choices = (schema["properties"]?["name"] as JsonObject)?["enum"] is JsonArray names && schema.ContainsKey("allOf") ? names : schema["enum"] as JsonArray;
        return choices?.Select(value => new JsonObject { ["const"] = value!.DeepClone() })
            ?? (schema["oneOf"] as JsonArray)?.Select(value => value!.AsObject()).Where(value => !value.ContainsKey("deprecated"));
    }

    private static string Numbers(JsonObject schema)
    {
        var (minimum, maximum) = ((double?)schema["minimum"], (double?)schema["maximum"]);
        var (above, below) = ((double?)schema["exclusiveMinimum"], (double?)schema["exclusiveMaximum"]);
        var range = new NumberRange(minimum ?? above ?? double.MinValue, maximum ?? below ?? double.MaxValue, above is not null, below is not null);
        return range.HasMinimum || range.HasMaximum ? $"{range}" : "";
    }

    private static string Length(JsonObject schema) => ((int?)schema["minItems"], (int?)schema["maxItems"]) switch
    {
        (null, _) or (_, null) => "",
        var (least, most) when least == most => $"{least} values",
        var (least, most) => $"{least} to {most} values",
    };

    // Null beside another type means that the field can be left out, which the default says.
    private static string TypeName(JsonObject schema) => schema["type"] switch
    {
        JsonArray names => names.Select(name => (string)name!).First(name => name != "null"),
        JsonValue name => (string)name!,
        _ => "",
    };
}
