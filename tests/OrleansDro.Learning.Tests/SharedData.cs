namespace OrleansDro.Learning.Tests;

/// <summary>Finds the shared data sets, which lie in shared/data beside the repository.</summary>
internal static class SharedData
{
    private static readonly string? Root = Ancestors().Select(folder => Path.Combine(folder, "shared", "data")).FirstOrDefault(Directory.Exists);

    /// <summary>The path of a file or folder of the shared data; skips the test where there is none.</summary>
    public static string Find(params string[] parts)
    {
        var path = Root is null ? null : Path.Combine([Root, .. parts]);
        Assert.SkipUnless(Path.Exists(path), $"{string.Join('/', parts)} is not in shared/data beside the repository");
        return path!;
    }

    private static IEnumerable<string> Ancestors()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            yield return folder.FullName;
        }
    }
}
