using System.Text.RegularExpressions;

namespace OrleansDro.Cli.Tests.House;

/// <summary>Libraries do not know the flags of the command: their errors name options, which the command translates.</summary>
public sealed partial class LibraryMessageTests
{
    [Fact]
    public void Libraries_Texts_NameNoFlag()
    {
        var lines = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("OrleansDro.Cli", StringComparison.Ordinal) && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).Select(line => $"{file}: {line.Trim()}"))
            .ToArray();
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(lines, FlagInText().IsMatch);
    }

    [GeneratedRegex("\"[^\"]*[ (']--[a-z]")]
    private static partial Regex FlagInText();
}
