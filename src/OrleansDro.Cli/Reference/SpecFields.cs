using System.Text.Json.Nodes;
using OrleansDro.Grains.Coordination;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reference;

/// <summary>The fields of a spec, one after the other, as its schema describes them.</summary>
internal static class SpecFields
{
    /// <summary>All fields of the shipped components' specs, each before those inside it.</summary>
    public static IReadOnlyList<SpecField> All { get; } = [.. Inside(RunSpecSchema.Create(LearningCatalog.CreateDefault()), "", "", "")];

    /// <summary>The fields that a path names, each with those inside it. <c>model.channels</c> names those of all models.</summary>
    /// <param name="path">The path, with the names of components or without.</param>
    /// <exception cref="InvalidInputException">There is no such field; the message names the nearest one.</exception>
    public static IReadOnlyList<SpecField> Find(string path)
    {
        var found = All.Where(field => IsWithin(field.Path, path) || IsWithin(field.Name, path)).ToArray();
        if (found.Length > 0)
        {
            return found;
        }

        var names = All.SelectMany(field => new[] { field.Path, field.Name }).Distinct();
        var remedy = NearestName.Find(path, names) is { } nearest ? $"did you mean '{nearest}'?" : "'orleansdro spec --markdown' lists all fields.";
        throw new InvalidInputException($"A spec has no field '{path}'; {remedy}");
    }

    private static bool IsWithin(string path, string outer) => path == outer || path.StartsWith(outer + ".", StringComparison.Ordinal);

    private static IEnumerable<SpecField> Inside(JsonObject schema, string path, string name, string section)
    {
        var required = (schema["required"] as JsonArray)?.Select(field => (string)field!).ToHashSet() ?? [];
        foreach (var (key, value) in schema["properties"] as JsonObject ?? [])
        {
            if (value is not JsonObject field || field.ContainsKey("deprecated") || field.ContainsKey("const"))
            {
                continue;
            }

            var (fieldPath, fieldName) = (Join(path, key), Join(name, key));
            yield return Create(field, fieldPath, fieldName, section, required.Contains(key));
            var inner = path.Length == 0 ? fieldPath : section;
            var fields = field["allOf"] is JsonArray components ? Components(components, fieldPath, fieldName) : Inside(field, fieldPath, fieldName, inner);
            foreach (var item in fields)
            {
                yield return item;
            }
        }
    }

    private static IEnumerable<SpecField> Components(JsonArray components, string path, string name)
    {
        foreach (var component in components)
        {
            var schema = component!["then"]!.AsObject();
            var componentPath = Join(path, (string)schema["properties"]!["name"]!["const"]!);
            yield return Create(schema, componentPath, name, path, isRequired: false);
            foreach (var field in Inside(schema, componentPath, name, componentPath))
            {
                yield return field;
            }
        }
    }

    private static SpecField Create(JsonObject schema, string path, string name, string section, bool isRequired) => new(
        path,
        name,
        SchemaWords.Type(schema),
        schema.TryGetPropertyValue("default", out var value) ? value?.ToJsonString() ?? "none" : null,
        SchemaWords.Range(schema),
        SchemaWords.Meaning(schema),
        isRequired,
        section);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
