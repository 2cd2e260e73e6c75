using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansDro.Learning.Configuration;

/// <summary>Reads an enumeration from its member's name in camelCase or kebab-case, and writes it in kebab-case. Numbers are refused.</summary>
internal sealed class NamedEnumConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(NamedEnumConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class NamedEnumConverter<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

        public NamedEnumConverter()
        {
            foreach (var value in Enum.GetValues<T>())
            {
                _values[JsonNamingPolicy.CamelCase.ConvertName(value.ToString())] = value;
                _values[JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString())] = value;
            }
        }

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && _values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));
    }
}
