using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Configuration;

/// <summary>
/// Checks a JSON value against the contract of the type that it is bound to, before it is bound: the serializer alone lets too much through. The root may name its JSON schema in
/// <c>$schema</c>, for editors.
/// </summary>
/// <param name="source">The file or flag that the value came from, for messages.</param>
internal sealed class StrictJsonCheck(string source)
{
    private const string SchemaField = "$schema";

    /// <summary>Names a place in a source for a message.</summary>
    public static string Place(string source, string path) => path.Length == 0 ? source : $"field '{path}' in {source}";

    /// <summary>Checks a value and all that it contains.</summary>
    /// <param name="element">The value.</param>
    /// <param name="type">The type to which it is bound.</param>
    /// <param name="isNullable">Whether it may be null although the type does not say so.</param>
    /// <param name="path">The path of the value in the source; empty for the root.</param>
    /// <exception cref="InvalidInputException">A field is unknown, repeated, missing or of a wrong type.</exception>
    public void Require(JsonElement element, Type type, bool isNullable, string path)
    {
        if (element.ValueKind == JsonValueKind.Null && (isNullable || Nullable.GetUnderlyingType(type) is not null || type == typeof(JsonElement)))
        {
            return;
        }

        var valueType = Nullable.GetUnderlyingType(type) ?? type;
        var contract = StrictJson.Options.GetTypeInfo(valueType);
        switch (contract.Kind)
        {
            case JsonTypeInfoKind.Object when valueType != typeof(object):
                RequireFields(element, contract, path);
                break;
            case JsonTypeInfoKind.Enumerable:
                RequireThat(element.ValueKind == JsonValueKind.Array, element, "a list", path);
                var position = 0;
                foreach (var item in element.EnumerateArray())
                {
                    Require(item, contract.ElementType!, isNullable: false, $"{path}[{position++}]");
                }

                break;
            case JsonTypeInfoKind.Dictionary:
                RequireThat(element.ValueKind == JsonValueKind.Object, element, "an object", path);
                foreach (var entry in UniqueFields(element, path))
                {
                    Require(entry.Value, contract.ElementType!, isNullable: false, Join(path, entry.Name));
                }

                break;
            default:
                RequireValue(element, valueType, path);
                break;
        }
    }

    private void RequireFields(JsonElement element, JsonTypeInfo contract, string path)
    {
        RequireThat(element.ValueKind == JsonValueKind.Object, element, "an object", path);
        var properties = contract.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
            .ToDictionary(property => property.Name, StringComparer.Ordinal);
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in UniqueFields(element, path))
        {
            if (path.Length == 0 && field.Name == SchemaField)
            {
                RequireValue(field.Value, typeof(string), SchemaField);
                continue;
            }

            if (!properties.TryGetValue(field.Name, out var property))
            {
                var names = properties.Keys.Where(name => FormerNames.Current(contract.Type, name) == name);
                throw new InvalidInputException($"unknown field '{Join(path, field.Name)}' in {source}; {NearestName.Suggest(field.Name, names)}");
            }

            var current = FormerNames.Current(contract.Type, field.Name);
            if (!given.Add(current))
            {
                throw new InvalidInputException($"field '{Join(path, current)}' is given under its former name too in {source}; keep '{current}' only.");
            }

            Require(field.Value, property.PropertyType, property.IsSetNullable && !property.PropertyType.IsValueType, Join(path, field.Name));
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

    private void RequireValue(JsonElement element, Type type, string path)
    {
        object? value;
        try
        {
            value = element.Deserialize(type, StrictJson.Options);
        }
        catch (JsonException)
        {
            value = null;
        }

        // A number such as 1e999 is read as infinity.
        var isUsable = value is not (null or double.PositiveInfinity or double.NegativeInfinity or float.PositiveInfinity or float.NegativeInfinity);
        RequireThat(isUsable, element, Describe(type), path);
    }

    private IEnumerable<JsonProperty> UniqueFields(JsonElement element, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in element.EnumerateObject())
        {
            yield return seen.Add(field.Name)
                ? field
                : throw new InvalidInputException($"field '{Join(path, field.Name)}' is given twice in {source}; keep one of the two.");
        }
    }

    private void RequireThat(bool holds, JsonElement element, string expected, string path)
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

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..37] + "...";
}
