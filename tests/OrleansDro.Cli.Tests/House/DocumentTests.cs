using System.Text.RegularExpressions;

namespace OrleansDro.Cli.Tests.House;

/// <summary>The documents name files and tests that exist.</summary>
public sealed partial class DocumentTests
{
    private static readonly string[] Folders = [".", ".github", "dashboards", "deploy", "docs", "docs/adr", "findings", "samples"];

    [Fact]
    public void Links_OfEachDocument_LeadToFiles()
    {
        var documents = Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.md")).ToArray();
        Assert.NotEmpty(documents);
        var broken =
            from document in documents
            from Match link in Link().Matches(File.ReadAllText(document))
            let target = link.Groups["path"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target))
            select $"{Path.GetRelativePath(Repository.Root, document)}: {target}";
        Assert.Empty(broken);
    }

    /// <summary>A promise without its test is none.</summary>
    [Fact]
    public void Tests_NamedByTheGuarantees_Exist()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var named = TestName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "guarantees.md"))).ToArray();
        Assert.NotEmpty(named);
        var missing = named.Where(name => !sources[name.Groups["class"].Value].Any(text => text.Contains($" {name.Groups["method"].Value}(", StringComparison.Ordinal)));
        Assert.Empty(missing.Select(name => name.Value));
    }

    [GeneratedRegex(@"\]\((?<path>[^)#\s]+)(#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+)`")]
    private static partial Regex TestName();
}
