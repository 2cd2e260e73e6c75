using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using static ArchUnitNET.Fluent.Slices.SliceRuleDefinition;

namespace OrleansDro.Grains.Tests.House;

/// <summary>Which folders of the grains may use which others. A folder is a namespace; the root puts the parts together and is free to use all of them.</summary>
public sealed class FolderTests
{
    private const string Root = "OrleansDro.Grains";

    /// <summary>The folders in which a run is led, as opposed to those in which its trainers work.</summary>
    private static readonly string[] Leading = ["Coordination", "Membership", "Runs"];

    private static readonly Architecture Grains = new ArchLoader().LoadAssembly(typeof(NodeOptions).Assembly).Build();

    /// <summary>For each folder of the first level those that it uses.</summary>
    private static readonly Dictionary<string, string[]> Uses = Grains.Types
        .Where(type => FolderOf(type) is not null)
        .GroupBy(type => FolderOf(type)!)
        .ToDictionary(
            folder => folder.Key,
            folder => folder.SelectMany(type => type.Dependencies).Select(dependency => FolderOf(dependency.Target)).OfType<string>().Where(used => used != folder.Key).Distinct().ToArray());

    [Fact]
    public void Folders_EachByItself_HaveNoCircles() => Slices().Matching($"{Root}.(**)").Should().BeFreeOfCycles().Check(Grains);

    [Fact]
    public void Folders_OfTheFirstLevel_HaveNoCircles()
    {
        Assert.InRange(Uses.Count, 10, 20);
        var left = Uses.ToDictionary();
        while (left.FirstOrDefault(folder => !folder.Value.Any(left.ContainsKey)).Key is { } free)
        {
            left.Remove(free);
        }

        Assert.True(left.Count == 0, $"These folders use each other in a circle, or use a circle:\n{string.Join('\n', left.Select(folder => $"{folder.Key} -> {string.Join(", ", folder.Value.Where(left.ContainsKey))}"))}");
    }

    [Fact]
    public void Protocol_Uses_NoOtherFolder() => Assert.Empty(Uses["Protocol"]);

    [Fact]
    public void Training_AndTheFoldersThatLeadARun_MeetInTheProtocolOnly()
    {
        var leading = Types().That().ResideInNamespaceMatching(PatternOf(Leading));
        var training = Types().That().ResideInNamespaceMatching(PatternOf("Training"));
        Types().That().Are(training).Should().NotDependOnAny(leading).Check(Grains);
        Types().That().Are(leading).Should().NotDependOnAny(training).Check(Grains);
    }

    private static string PatternOf(params string[] folders) => $@"^{Root.Replace(".", @"\.", StringComparison.Ordinal)}\.({string.Join('|', folders)})(\.|$)";

    // A type parameter has no namespace.
    private static string? FolderOf(IType type) =>
        type.Namespace?.FullName is { } name && name.StartsWith(Root + ".", StringComparison.Ordinal) ? name[(Root.Length + 1)..].Split('.')[0] : null;
}
