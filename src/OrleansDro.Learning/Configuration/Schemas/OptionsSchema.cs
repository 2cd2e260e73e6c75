using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace OrleansDro.Learning.Configuration.Schemas;

/// <summary>
/// The JSON schema (draft 2020-12) of what <see cref="StrictJson"/> binds to a type. Ranges come from attributes, see <see cref="Robustness.Errors.OptionRanges"/>, defaults from a
/// new instance, and descriptions from the XML documentation.
/// </summary>
public static class OptionsSchema
{
    private static readonly JsonSchemaExporterOptions Exporter = new() { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Complete };

    /// <summary>The schema of a type, described by its summary.</summary>
    /// <param name="type">A type of options, with a constructor without parameters.</param>
    public static JsonObject Of(Type type)
    {
        var schema = StrictJson.Options.GetJsonSchemaAsNode(type, Exporter).AsObject();
        if (type != typeof(NoOptions))
        {
            Describe(schema, XmlComments.Of(type));
        }

        return schema;
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        var contract = context.TypeInfo;
        if (contract.Type.IsEnum)
        {
            return OfEnum(contract.Type);
        }

        if (contract.Kind == JsonTypeInfoKind.Object && schema is JsonObject fields)
        {
            CompleteFields(fields, contract);
        }

        return schema;
    }

    private static void CompleteFields(JsonObject schema, JsonTypeInfo contract)
    {
        schema["additionalProperties"] = false;
        var defaults = contract.Type.GetConstructor(Type.EmptyTypes)?.Invoke(null);
        foreach (var property in contract.Properties)
        {
            if (schema["properties"]?[property.Name] is not { } found)
            {
                continue;
            }

            // A field of any form has the schema 'true'.
            if (found is not JsonObject field)
            {
                field = [];
                schema["properties"]![property.Name] = field;
            }

            CompleteField(field, property, defaults);
        }
    }

    private static void CompleteField(JsonObject field, JsonPropertyInfo property, object? defaults)
    {
        if (property.AttributeProvider is not PropertyInfo member)
        {
            // A former name of another field.
            field["deprecated"] = true;
            return;
        }

        Describe(field, XmlComments.Of(member));
        SchemaRanges.Add(field, member);
        if (property.IsRequired || defaults is null)
        {
            return;
        }

        // Fields inside this one have defaults of their own.
        var value = member.GetValue(defaults);
        if (value is null || !field.ContainsKey("properties"))
        {
            field["default"] = value is Enum choice ? CamelCase(choice) : JsonSerializer.SerializeToNode(value, property.PropertyType, StrictJson.Options);
        }
    }

    private static JsonObject OfEnum(Type type)
    {
        var values = new JsonArray();
        foreach (var value in Enum.GetValues(type).Cast<Enum>())
        {
            var choice = new JsonObject { ["const"] = CamelCase(value) };
            Describe(choice, XmlComments.Of(type.GetField(value.ToString())!));
            values.Add(choice);
            var written = JsonSerializer.SerializeToNode(value, type, StrictJson.Options)!;
            if (written.GetValue<string>() != CamelCase(value))
            {
                values.Add(new JsonObject { ["const"] = written, ["deprecated"] = true });
            }
        }

        return new JsonObject { ["oneOf"] = values };
    }

    private static void Describe(JsonObject schema, string? description)
    {
        if (description is not null)
        {
            schema["description"] = description;
        }
    }

    private static string CamelCase(Enum value) => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
