using System.Globalization;
using System.Text.Json;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>
/// Reads dataset.json in either dialect. Medical Segmentation Decathlon: <c>modality</c>, labels as {"0": "background"} and a list of the
/// training cases, whose images hold all channels. nnU-Net v2: <c>channel_names</c>, labels as {"background": 0}, <c>file_ending</c>, and the
/// cases are the files in labelsTr, with an image for each channel in imagesTr. Fields that are not needed are passed over: others own the format.
/// </summary>
internal sealed class DecathlonManifestReader
{
    private const int MaximumClasses = 256; // classes are kept as bytes

    private readonly string _folder;
    private readonly string _file;
    private readonly JsonElement _root;

    private DecathlonManifestReader(string folder)
    {
        _folder = Path.GetFullPath(folder);
        _file = Path.Combine(folder, "dataset.json");
        _root = StrictJson.Parse(TextFile.Read(_file), _file);
    }

    /// <summary>Reads the dataset.json of a folder.</summary>
    public static DecathlonManifest Read(string folder)
    {
        var reader = new DecathlonManifestReader(folder);
        var isSplitByChannel = reader._root.ValueKind == JsonValueKind.Object && reader._root.TryGetProperty("channel_names", out _);
        var channels = reader.Field(isSplitByChannel ? "channel_names" : "modality", JsonValueKind.Object, "an object").EnumerateObject().Count();
        if (channels == 0)
        {
            throw reader.Wrong(isSplitByChannel ? "channel_names" : "modality", "must name at least one channel");
        }

        var labels = reader.ReadLabels(isSplitByChannel ? NameThenValue : ValueThenName);
        var layout = new DecathlonLayout(reader._folder, channels, isSplitByChannel ? reader.ReadFileEnding() : null);
        var manifest = new DecathlonManifest(layout, labels, isSplitByChannel ? FindCases(layout) : reader.ReadCases());
        reader.CheckCases(manifest.Cases);
        return manifest;
    }

    private static (int Value, string Name)? NameThenValue(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var value) ? (value, field.Name) : null;

    private static (int Value, string Name)? ValueThenName(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.String && int.TryParse(field.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? (value, field.Value.GetString()!)
            : null;

    private (int Value, string Name)[] ReadLabels(Func<JsonProperty, (int Value, string Name)?> read)
    {
        var labels = new List<(int Value, string Name)>();
        foreach (var field in Field("labels", JsonValueKind.Object, "an object").EnumerateObject())
        {
            if (field.Name == "ignore")
            {
                throw Wrong("labels.ignore", "declares voxels without annotation, which are not supported: leave such cases out");
            }

            labels.Add(read(field) ?? throw Wrong($"labels.{field.Name}", "must give one whole number and one name; regions of several labels are not supported"));
        }

        labels.Sort();
        if (labels.Count is < 2 or > MaximumClasses || labels[0].Value != 0 || labels.DistinctBy(label => label.Value).Count() < labels.Count)
        {
            throw Wrong("labels", $"must declare 2 to {MaximumClasses} different labels, and 0 as the background");
        }

        return [.. labels];
    }

    private DecathlonCase[] ReadCases()
    {
        var cases = new List<DecathlonCase>();
        foreach (var entry in Field("training", JsonValueKind.Array, "a list").EnumerateArray())
        {
            var place = $"training[{cases.Count}]";
            var label = FileOf(entry, place, "label");
            cases.Add(new DecathlonCase(WithoutEnding(Path.GetFileName(label)), [FileOf(entry, place, "image")], label));
        }

        return [.. cases];
    }

    private string ReadFileEnding()
    {
        var ending = Field("file_ending", JsonValueKind.String, "a text in quotes").GetString()!;
        return DecathlonLayout.Endings.Contains(ending)
            ? ending
            : throw Wrong("file_ending", $"is '{ending}', which is not NIfTI; convert the files to .nii.gz");
    }

    private static DecathlonCase[] FindCases(DecathlonLayout layout)
    {
        if (!Directory.Exists(layout.LabelFolder))
        {
            throw new InvalidInputException($"{layout.LabelFolder} does not exist; it must contain the label files of the training cases.");
        }

        return [.. from path in Directory.EnumerateFiles(layout.LabelFolder)
                   where path.EndsWith(layout.FileEnding!, StringComparison.Ordinal)
                   let id = Path.GetFileName(path)[..^layout.FileEnding!.Length]
                   orderby id
                   select layout.SplitByChannel(id)];
    }

    private void CheckCases(IReadOnlyList<DecathlonCase> cases)
    {
        if (cases.Count == 0)
        {
            throw new InvalidInputException($"{_file} has no training cases; list them in the field 'training', or put them into labelsTr.");
        }

        if (cases.GroupBy(entry => entry.Id).FirstOrDefault(same => same.Skip(1).Any()) is { } repeated)
        {
            throw new InvalidInputException($"{_file} names the training case '{repeated.Key}' more than once; keep one of them.");
        }

        // A single missing file is found when its case is loaded. If all are missing, the folder is wrong.
        if (!cases.Any(entry => File.Exists(entry.Label)))
        {
            throw new InvalidInputException($"none of the {cases.Count} label files of {_file} exists, such as {cases[0].Label}; unpack the data set beside dataset.json.");
        }
    }

    private string FileOf(JsonElement entry, string place, string name)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String
            || value.GetString() is not { Length: > 0 } given || given.Contains('\0'))
        {
            throw Wrong($"{place}.{name}", "must be a path in quotes");
        }

        var path = Path.GetFullPath(Path.Combine(_folder, given));
        return path.StartsWith(_folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw Wrong($"{place}.{name}", $"is '{given}', which leaves the data set's folder; paths must stay inside it");
    }

    private JsonElement Field(string name, JsonValueKind kind, string expected) =>
        _root.ValueKind == JsonValueKind.Object && _root.TryGetProperty(name, out var value) && value.ValueKind == kind
            ? value
            : throw Wrong(name, $"is missing or not {expected}; this reads the layouts of the Medical Segmentation Decathlon and of nnU-Net v2");

    private InvalidInputException Wrong(string field, string what) => new($"field '{field}' in {_file} {what}.");

    private static string WithoutEnding(string name) =>
        DecathlonLayout.Endings.FirstOrDefault(ending => name.EndsWith(ending, StringComparison.Ordinal)) is { } ending ? name[..^ending.Length] : name;
}
