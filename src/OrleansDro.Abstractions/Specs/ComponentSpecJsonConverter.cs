using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OrleansDro.Abstractions.Specs;

/// <summary>Reads and writes a <see cref="ComponentSpec"/> as one flat object: the name beside the options.</summary>
public sealed class ComponentSpecJsonConverter : JsonConverter<ComponentSpec>
{
    private const string NameField = "name";

    /// <inheritdoc/>
    /// <exception cref="JsonException">The value is no object, or has no text in the field <c>name</c>.</exception>
    public override ComponentSpec Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject fields)
        {
            throw new JsonException("expected an object with the field 'name'");
        }

        if (fields[NameField] is not JsonValue value || !value.TryGetValue<string>(out var name))
        {
            throw new JsonException("the field 'name' is missing or not a text");
        }

        fields.Remove(NameField);
        return new ComponentSpec(name, fields.ToJsonString());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ComponentSpec value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(NameField, value.Name);
        foreach (var option in value.ParseOptions().EnumerateObject())
        {
            option.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
