using System.Xml.Linq;

namespace OrleansDro.Cli.Tests.House;

/// <summary>The arrows between the projects run downwards only, and what is heavy stays where it belongs.</summary>
public sealed class DependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["OrleansDro.Robustness"] = [],
        ["OrleansDro.Learning"] = ["OrleansDro.Robustness"],
        ["OrleansDro.Abstractions"] = ["OrleansDro.Robustness"],
        ["OrleansDro.Grains"] = ["OrleansDro.Abstractions", "OrleansDro.Learning", "OrleansDro.Robustness"],
        ["OrleansDro.Plots"] = ["OrleansDro.Abstractions"],
        ["OrleansDro.Dashboard"] = ["OrleansDro.Abstractions", "OrleansDro.Plots"],
        ["OrleansDro.Hosting"] = ["OrleansDro.Dashboard", "OrleansDro.Grains"],
        ["OrleansDro.Templates"] = [],
        ["OrleansDro.Torch.Cpu"] = [],
        ["OrleansDro.Cli"] = ["OrleansDro.Hosting", "OrleansDro.Plots"],
    };

    [Fact]
    public void Projects_References_AreTheAllowedOnes()
    {
        var found = ProjectFiles()
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), file => Items(file, "ProjectReference").Select(include => Path.GetFileNameWithoutExtension(include)).Order().ToArray());
        Assert.Equal(Allowed.Keys.Order(), found.Keys.Order());
        Assert.All(Allowed, project => Assert.Equal(project.Value, found[project.Key]));
    }

    [Theory]
    [InlineData("OrleansDro.Robustness", "Orleans")]
    [InlineData("OrleansDro.Robustness", "Torch")]
    [InlineData("OrleansDro.Learning", "Orleans")]
    [InlineData("OrleansDro.Abstractions", "Torch")]
    public void Project_Packages_LeaveOut(string project, string package)
    {
        var file = Path.Combine(Repository.Root, "src", project, project + ".csproj");
        Assert.DoesNotContain(Items(file, "PackageReference"), include => include.Contains(package, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Libraries_NativeTorch_IsLeftToThePrograms() => Assert.All(
        ProjectFiles().Where(file => !file.EndsWith("Cli.csproj", StringComparison.Ordinal)),
        file => Assert.DoesNotContain("UsesTorch", File.ReadAllText(file), StringComparison.Ordinal));

    private static IEnumerable<string> ProjectFiles() =>
        Directory.GetDirectories(Path.Combine(Repository.Root, "src")).SelectMany(folder => Directory.GetFiles(folder, "*.csproj"));

    private static IEnumerable<string> Items(string file, string name) =>
        XDocument.Load(file).Descendants(name).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
}
