using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Data;

/// <summary>Keeps the data sets that specs name inside the silo's folder of data.</summary>
internal sealed class DataRoot(NodeOptions node)
{
    private const string PathField = "path";
    private const string Option = $"{nameof(NodeOptions)}.{nameof(NodeOptions.DataRoot)}";

    /// <summary>Gives the options of a data set with the full path of its folder.</summary>
    /// <exception cref="InvalidInputException">The path leads out of the silo's folder of data, or the silo has none.</exception>
    public JsonElement Confine(ComponentSpec data)
    {
        var options = data.ParseOptions();
        if (node is { AllowsAnyFolder: true, DataRoot: null })
        {
            return options;
        }

        var fields = StrictJson.Bind<Dictionary<string, JsonElement>>(options, "the spec", "data");
        if (!fields.TryGetValue(PathField, out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { } given || string.IsNullOrWhiteSpace(given))
        {
            return options;
        }

        fields[PathField] = JsonSerializer.SerializeToElement(Find(given));
        return JsonSerializer.SerializeToElement(fields);
    }

    private string Find(string given)
    {
        if (node.DataRoot is not { } root)
        {
            throw new InvalidInputException(
                $"The spec's field 'data.path' is '{given}', but this silo reads no files because {Option} is not set. Start the silos with {Option}, the folder that contains the data.");
        }

        return ConfinedPath.Find(root, given) ?? throw new InvalidInputException(
            $"The spec's field 'data.path' is '{given}', which leads out of {root}, the folder of data of this silo. Put the data into it, or start the silos with another {Option}.");
    }
}
