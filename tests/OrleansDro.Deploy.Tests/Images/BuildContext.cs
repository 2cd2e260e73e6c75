namespace OrleansDro.Deploy.Tests.Images;

/// <summary>What Docker would send to the builder: the repository's files but for those that <c>.dockerignore</c> leaves out.</summary>
internal static class BuildContext
{
    /// <summary>Copies it into a folder.</summary>
    public static void CopyTo(string folder)
    {
        var patterns = File.ReadAllLines(Path.Combine(Repository.Root, ".dockerignore")).Where(line => line.Length > 0 && !line.StartsWith('#')).ToArray();
        Assert.Equal("*", patterns[0]); // Nothing but what is named.
        var named = patterns.Where(pattern => pattern.StartsWith('!')).Select(pattern => pattern[1..]).ToArray();
        var left = patterns.Where(pattern => pattern.StartsWith("**/", StringComparison.Ordinal)).Select(pattern => pattern[3..]).ToHashSet();
        Assert.Equal(patterns.Length, 1 + named.Length + left.Count);
        foreach (var name in named)
        {
            Copy(Path.Combine(Repository.Root, name), Path.Combine(folder, name), left);
        }
    }

    private static void Copy(string source, string target, HashSet<string> left)
    {
        if (!Directory.Exists(source))
        {
            File.Copy(source, target);
            return;
        }

        Directory.CreateDirectory(target);
        foreach (var entry in Directory.GetFileSystemEntries(source).Where(entry => !left.Contains(Path.GetFileName(entry))))
        {
            Copy(entry, Path.Combine(target, Path.GetFileName(entry)), left);
        }
    }
}
