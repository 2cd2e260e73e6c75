using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>The paths of the files of a case: the label in labelsTr, the image or the images in imagesTr.</summary>
/// <param name="Folder">The full path of the folder with dataset.json.</param>
/// <param name="ChannelCount">Channels of each case's image.</param>
/// <param name="FileEnding">The ending of all files if each channel has a file of its own (nnU-Net v2); null if one file contains all channels.</param>
internal sealed record DecathlonLayout(string Folder, int ChannelCount, string? FileEnding)
{
    /// <summary>The endings of NIfTI files.</summary>
    public static readonly IReadOnlyList<string> Endings = [".nii.gz", ".nii", ".hdr.gz", ".hdr", ".img.gz", ".img"];

    /// <summary>The folder of the label files.</summary>
    public string LabelFolder { get; } = Path.Combine(Folder, "labelsTr");

    private string ImageFolder { get; } = Path.Combine(Folder, "imagesTr");

    /// <summary>The files of a case if each channel has its own file, whether they exist or not.</summary>
    public DecathlonCase SplitByChannel(string id) => new(
        id,
        [.. Enumerable.Range(0, ChannelCount).Select(channel => Path.Combine(ImageFolder, $"{id}_{channel:0000}{FileEnding}"))],
        Path.Combine(LabelFolder, id + FileEnding));

    /// <summary>Finds the files of a case that dataset.json need not list.</summary>
    /// <exception cref="InvalidInputException">The id is not the name of a file, a file does not exist, or two files have the name.</exception>
    public DecathlonCase Find(string id)
    {
        if (string.IsNullOrEmpty(id) || id is "." or ".." || id.Any(letter => letter is '/' or '\\' || char.IsControl(letter)))
        {
            throw new InvalidInputException($"The new case '{id}' is not a file name; give the name of its label file in {LabelFolder}, without folder and ending.");
        }

        if (FileEnding is null)
        {
            var label = FindFile(LabelFolder, id);
            return new DecathlonCase(id, [FindFile(ImageFolder, id)], label);
        }

        var entry = SplitByChannel(id);
        return entry.Images.Prepend(entry.Label).FirstOrDefault(path => !File.Exists(path)) is { } missing ? throw Missing(id, missing) : entry;
    }

    private static string FindFile(string folder, string id)
    {
        string[] found = [.. Endings.Select(ending => Path.Combine(folder, id + ending)).Where(File.Exists)];
        return found switch
        {
            [] => throw Missing(id, Path.Combine(folder, id + Endings[0])),
            // A .hdr and a .img are one image.
            [var first, var second, ..] when Path.GetFileName(first).StartsWith(id + ".nii", StringComparison.Ordinal) =>
                throw new InvalidInputException($"The new case '{id}' has two files, {first} and {second}; keep one of them."),
            [var path, ..] => path,
        };
    }

    private static InvalidInputException Missing(string id, string path) => new(
        $"There is no new case '{id}': {path} does not exist. Put the case's files there; its id is the name of its label file without the ending.");
}
