using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OrleansDro.Cli.Tests.Installation;

/// <summary>What a user without the sources does with the folder that 'dotnet pack' makes.</summary>
public sealed partial class PackageTests(FreshMachine machine) : IClassFixture<FreshMachine>
{
    [Fact]
    public void Folder_Packages_AreTheCommandTheLibrariesAndTheTemplates()
    {
        string[] libraries = ["Abstractions", "Dashboard", "Grains", "Hosting", "Learning", "Plots", "Robustness"];
        string[] others = ["Cli", "Cli.linux-x64", "Templates", "Torch.Cpu"];
        Assert.Equal(libraries.Concat(others).Order(StringComparer.Ordinal), Names("nupkg"));
        Assert.Equal(libraries, Names("snupkg"));
    }

    [Fact]
    public async Task Command_InstalledFromTheFolder_Trains()
    {
        await machine.RunAsync("dotnet", "tool", "install", "OrleansDro.Cli", "--tool-path", "tools");
        await machine.RunAsync(
            Path.Combine(machine.Folder, "tools", "orleansdro"), "train", "phantom", "--out", "out", "--steps", "2", "--set", "data.trainingCases=8", "--set", "data.validationCases=4");
        using var summary = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(machine.Folder, "out", "summary.json"), TestContext.Current.CancellationToken));
        Assert.Equal(2, summary.RootElement.GetProperty("stepsCommitted").GetInt32());
    }

    /// <summary>The project of the template lies outside the tree and references packages only.</summary>
    [Fact]
    public async Task Template_CreatedFromTheFolder_TrainsAModelThatTellsTheClassesApart()
    {
        await machine.RunAsync("dotnet", "new", "install", "OrleansDro.Templates");
        await machine.RunAsync("dotnet", "new", "orleansdro", "--name", "my-run");
        var output = await machine.RunAsync("dotnet", "run", "--project", "my-run");
        Assert.InRange(double.Parse(Accuracy().Match(output).Groups[1].Value, CultureInfo.InvariantCulture), 0.9, 1);
    }

    private IEnumerable<string> Names(string extension) => Directory.EnumerateFiles(machine.Packages, $"*.{extension}")
        .Select(file => PackageName().Match(Path.GetFileName(file)).Groups[1].Value)
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^OrleansDro\.(.+?)\.\d+\.\d+")]
    private static partial Regex PackageName();

    [GeneratedRegex(@"validation cases: (\d\.\d+)")]
    private static partial Regex Accuracy();
}
