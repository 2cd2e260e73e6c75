using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansDro.Cli.Tests.Samples;

/// <summary>The programs in <c>samples</c> do what they say.</summary>
public sealed partial class SampleTests
{
    [Fact]
    public async Task PlainLoop_Beta4_LossOfRareCasesIsSmallerThanWithErm()
    {
        var rare = NumbersAfter("rare cases", await RunAsync("PlainLoop"));
        Assert.Equal(2, rare.Length);
        Assert.InRange(rare[1], 0, 0.7 * rare[0]);
    }

    [Fact]
    public async Task EmbeddedRun_Ends_WithAModelThatFindsTheObject()
    {
        var output = await RunAsync("EmbeddedRun");
        Assert.InRange(Assert.Single(NumbersAfter("validation cases: mean", output)), 0.5, 1);
        Assert.Contains("[1, 2, 16, 16, 16]", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OwnComponents_Ends_WithAModelThatTellsTheClassesApart() =>
        Assert.InRange(Assert.Single(NumbersAfter("validation cases:", await RunAsync("OwnComponents"))), 0.9, 1);

    [Fact]
    public async Task Train_CatalogOfTheSample_TrainsItsNetwork()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(
            folder.File("own.json"),
            """
            {
              "name": "own", "steps": 20, "batchSize": 8,
              "data": { "name": "my-stripes", "trainingCases": 40 }, "model": { "name": "my-network", "hidden": 16 }, "loss": { "name": "my-focal" },
              "optimizer": { "name": "sgd", "learningRate": 0.1 }, "sampling": { "name": "hardness", "beta": 4 }
            }
            """,
            TestContext.Current.CancellationToken);
        string[] train = ["train", folder.File("own.json"), "--out", folder.File("out")];
        var (exitCode, _, error) = await Command.OrleansDroAsync([.. train, "--catalog", AssemblyOf("OwnComponents")]);
        Assert.True(exitCode == 0, error);
        Assert.True(File.Exists(folder.File("out/report.html")));
    }

    private static string AssemblyOf(string sample) => Path.Combine(Repository.Root, "samples", sample, "bin", "Release", "net10.0", $"{sample}.dll");

    private static async Task<string> RunAsync(string sample)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, error) = await Command.RunAsync("dotnet", [AssemblyOf(sample)], folder: folder.Path);
        Assert.True(exitCode == 0, output + error);
        return output;
    }

    private static double[] NumbersAfter(string words, string output) =>
        [.. Number().Matches(output).Where(match => output[..match.Index].EndsWith($"{words} ", StringComparison.Ordinal)).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();
}
