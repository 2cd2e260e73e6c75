using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Coordination;

/// <summary>Reads a run's spec from a JSON file.</summary>
public static class RunSpecFile
{
    private const string PathField = "path";

    /// <summary>Reads and checks a spec. A relative data path is taken from the spec's folder.</summary>
    /// <param name="file">The file.</param>
    /// <param name="dataPath">Replaces the spec's data path; relative to the working folder. Null keeps it.</param>
    /// <param name="changes">Fields that replace those of the file; null: none.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or a field is unknown, missing or out of its range.</exception>
    public static RunSpec Read(string file, string? dataPath = null, IReadOnlyList<SpecChange>? changes = null)
    {
        var spec = ReadAsWritten(file, changes);
        return spec with { Data = WithPath(spec.Data, Path.GetDirectoryName(Path.GetFullPath(file))!, dataPath) };
    }

    /// <summary>Reads and checks a spec for silos elsewhere, which take a relative data path from their own folder of data.</summary>
    /// <inheritdoc cref="Read"/>
    public static RunSpec ReadAsWritten(string file, IReadOnlyList<SpecChange>? changes = null)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The spec {file} cannot be read: {exception.Message}", exception);
        }

        var json = StrictJson.Parse(text, file);
        var spec = StrictJson.Bind<RunSpec>(json, file);
        if (changes is { Count: > 0 })
        {
            var changed = JsonObject.Create(json)!;
            foreach (var change in changes)
            {
                change.ApplyTo(changed);
            }

            spec = StrictJson.Bind<RunSpec>(JsonSerializer.SerializeToElement(changed), $"{file} with {string.Join(", ", changes)}");
        }

        RunSpecCheck.Validate(spec);
        return spec;
    }

    private static ComponentSpec WithPath(ComponentSpec data, string folder, string? dataPath)
    {
        var options = JsonNode.Parse(data.Options)!.AsObject();
        if (dataPath is not null)
        {
            options[PathField] = Path.GetFullPath(dataPath);
        }
        else if (options[PathField] is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            options[PathField] = Path.GetFullPath(value.GetValue<string>(), folder);
        }

        return data with { Options = options.ToJsonString() };
    }
}
