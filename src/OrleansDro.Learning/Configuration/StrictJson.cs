using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Configuration;

/// <summary>
/// Binds JSON that a person wrote to a record, and tells that person what is wrong with it: nothing unknown, repeated, missing or of a
/// wrong type gets through. Names are camelCase, enumerations camelCase or kebab-case; comments and trailing commas are allowed.
/// </summary>
public static class StrictJson
{
    private static readonly JsonDocumentOptions DocumentOptions = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>How the values are bound; also writes them in the form in which they are read.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>Parses a text that holds one JSON value.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="source">The file or flag that the text came from, for messages.</param>
    /// <exception cref="InvalidInputException">The text is not JSON; the message names the line and the column.</exception>
    public static JsonElement Parse(string text, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text, DocumentOptions);
            return document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new InvalidInputException(
                $"{source} is not valid JSON: line {failure.LineNumber + 1}, column {failure.BytePositionInLine + 1}: {WithoutPosition(failure.Message)}", failure);
        }
        catch (ArgumentException failure)
        {
            throw new InvalidInputException($"{source} is not valid JSON: it holds text that is not valid Unicode; save it as UTF-8.", failure);
        }
    }

    /// <summary>Binds a parsed value to a type. It does not call the type's own validation.</summary>
    /// <typeparam name="T">A record or class, or whatever else the value holds.</typeparam>
    /// <param name="element">The value.</param>
    /// <param name="source">The file or flag that the value came from, for messages.</param>
    /// <param name="path">Where in the source the value stands, such as <c>data</c>; empty for the whole.</param>
    /// <exception cref="InvalidInputException">
    /// A field is unknown, repeated, missing or of a wrong type; the message names its full path, such as <c>data.patch[1]</c>.
    /// </exception>
    public static T Bind<T>(JsonElement element, string source, string path = "")
    {
        try
        {
            Check(element, typeof(T), isNullable: false, source, path);
            return element.Deserialize<T>(Options)!;
        }
        catch (JsonException failure)
        {
            throw new InvalidInputException($"{Place(source, path)} cannot be read: {failure.Message}", failure);
        }
        catch (InvalidOperationException failure)
        {
            // System.Text.Json finds an escaped half of a surrogate pair only when the text is taken out.
            throw new InvalidInputException($"{Place(source, path)} holds text that is not valid Unicode.", failure);
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            AllowTrailingCommas = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            WriteIndented = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new NamedEnumConverterFactory() },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void Check(JsonElement element, Type type, bool isNullable, string source, string path)
    {
        if (element.ValueKind == JsonValueKind.Null && (isNullable || Nullable.GetUnderlyingType(type) is not null || type == typeof(JsonElement)))
        {
            return;
        }

        var valueType = Nullable.GetUnderlyingType(type) ?? type;
        var contract = Options.GetTypeInfo(valueType);
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Object when valueType != typeof(object):
                CheckObject(element, contract, source, path);
                break;
            case JsonTypeInfoKind.Enumerable:
                Require(element.ValueKind == JsonValueKind.Array, element, "a list", source, path);
                var position = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Check(item, contract.ElementType!, isNullable: false, source, $"{path}[{position++}]");
                }

                break;
            case JsonTypeInfoKind.Dictionary:
                Require(element.ValueKind == JsonValueKind.Object, element, "an object", source, path);
                foreach (var entry in UniqueFields(element, source, path))
                {
                    Check(entry.Value, contract.ElementType!, isNullable: false, source, Join(path, entry.Name));
                }

                break;
            default:
                CheckValue(element, valueType, source, path);
                break;
        }
    }

    private static void CheckObject(JsonElement element, JsonTypeInfo contract, string source, string path)
    {
        Require(element.ValueKind == JsonValueKind.Object, element, "an object", source, path);
        var properties = contract.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
            .ToDictionary(property => property.Name, StringComparer.Ordinal);
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in UniqueFields(element, source, path))
        {
            if (!properties.TryGetValue(field.Name, out var property))
            {
                throw new InvalidInputException(
                    $"unknown field '{Join(path, field.Name)}' in {source}; {NearestName.Suggest(field.Name, properties.Keys)}");
            }

            given.Add(field.Name);
            Check(field.Value, property.PropertyType, property.IsSetNullable && !property.PropertyType.IsValueType, source, Join(path, field.Name));
        }

        foreach (var property in properties.Values)
        {
            var isRequired = property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };
            if (isRequired && !given.Contains(property.Name))
            {
                throw new InvalidInputException($"missing field '{Join(path, property.Name)}' in {source}; it must be {Describe(property.PropertyType)}.");
            }
        }
    }

    private static void CheckValue(JsonElement element, Type type, string source, string path)
    {
        object? value;
        try
        {
            value = element.Deserialize(type, Options);
        }
        catch (JsonException)
        {
            value = null;
        }

        // A number such as 1e999 is read as infinity.
        var isUsable = value is not (null or double.PositiveInfinity or double.NegativeInfinity or float.PositiveInfinity or float.NegativeInfinity);
        Require(isUsable, element, Describe(type), source, path);
    }

    private static IEnumerable<JsonProperty> UniqueFields(JsonElement element, string source, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in element.EnumerateObject())
        {
            yield return seen.Add(field.Name)
                ? field
                : throw new InvalidInputException($"field '{Join(path, field.Name)}' stands twice in {source}; keep one of the two.");
        }
    }

    private static void Require(bool holds, JsonElement element, string expected, string source, string path)
    {
        if (!holds)
        {
            throw new InvalidInputException($"{Place(source, path)} must be {expected}, but it is {Shorten(element.GetRawText())}.");
        }
    }

    private static string Describe(Type type)
    {
        var valueType = Nullable.GetUnderlyingType(type) ?? type;
        if (valueType.IsEnum)
        {
            return "one of " + string.Join(", ", Enum.GetNames(valueType).Select(name => $"'{JsonNamingPolicy.CamelCase.ConvertName(name)}'"));
        }

        return Type.GetTypeCode(valueType) switch
        {
            TypeCode.Boolean => "true or false",
            TypeCode.String => "a text in quotes",
            TypeCode.Byte => "a whole number from 0 to 255",
            TypeCode.Int32 => $"a whole number from {int.MinValue} to {int.MaxValue}",
            TypeCode.Int64 => $"a whole number from {long.MinValue} to {long.MaxValue}",
            TypeCode.Single or TypeCode.Double or TypeCode.Decimal => "a finite number",
            _ when valueType == typeof(TimeSpan) => "a time such as '00:05:00'",
            _ when typeof(IDictionary).IsAssignableFrom(valueType) => "an object",
            _ when typeof(IEnumerable).IsAssignableFrom(valueType) => "a list",
            _ => "a value of the kind " + valueType.Name,
        };
    }

    private static string Place(string source, string path) => path.Length == 0 ? source : $"field '{path}' in {source}";

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..37] + "...";

    // The serializer counts lines from 0 in its messages; ours count from 1, as editors do.
    private static string WithoutPosition(string message) => message.Split(" LineNumber:", 2)[0];
}
