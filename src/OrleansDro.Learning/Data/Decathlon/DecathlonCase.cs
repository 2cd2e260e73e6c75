namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>The files of one labeled case. Compared by reference: if an id is opened again, its files may have changed.</summary>
/// <param name="id">The name of the label file without its ending.</param>
/// <param name="images">One file with all channels, or one file for each.</param>
/// <param name="label">The label file.</param>
internal sealed class DecathlonCase(string id, IReadOnlyList<string> images, string label)
{
    /// <summary>The name of the label file without its ending.</summary>
    public string Id => id;

    /// <summary>One file with all channels, or one file for each.</summary>
    public IReadOnlyList<string> Images => images;

    /// <summary>The label file.</summary>
    public string Label => label;
}
