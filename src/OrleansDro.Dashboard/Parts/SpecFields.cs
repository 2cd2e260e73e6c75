using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Dashboard.Sources;

namespace OrleansDro.Dashboard.Parts;

/// <summary>The fields of specs by their paths, such as <c>optimizer.learningRate</c>.</summary>
internal static class SpecFields
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    // They have columns of their own.
    private static readonly string[] Shown = ["name", "seed", "sampling.name"];

    /// <summary>The paths of the fields in which the specs of runs differ.</summary>
    public static IReadOnlyList<string> Differing(IReadOnlyList<RunOverview> runs)
    {
        var specs = runs.Select(run => run.Spec).OfType<RunSpec>().Select(Of).ToList();
        return [.. specs.SelectMany(spec => spec.Keys).Distinct().Except(Shown).Where(path => specs.Select(spec => spec.GetValueOrDefault(path)).Distinct().Skip(1).Any())];
    }

    /// <summary>The fields of a spec with their values as text.</summary>
    public static IReadOnlyDictionary<string, string> Of(RunSpec spec)
    {
        var fields = new Dictionary<string, string>();
        Add("", JsonSerializer.SerializeToElement(spec, Options));
        return fields;

        void Add(string path, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                fields[path] = value.ToString();
                return;
            }

            foreach (var field in value.EnumerateObject())
            {
                Add(path.Length == 0 ? field.Name : $"{path}.{field.Name}", field.Value);
            }
        }
    }
}
