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

    private static async Task<string> RunAsync(string sample)
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(Repository.Root, "samples", sample, "bin", "Release", "net10.0", $"{sample}.dll");
        var (exitCode, output, error) = await Command.RunAsync("dotnet", [program], folder: folder.Path);
        Assert.True(exitCode == 0, output + error);
        return output;
    }

    private static double[] NumbersAfter(string words, string output) =>
        [.. Number().Matches(output).Where(match => output[..match.Index].EndsWith($"{words} ", StringComparison.Ordinal)).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();
}
