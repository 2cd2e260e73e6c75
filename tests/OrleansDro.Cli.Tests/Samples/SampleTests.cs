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
    public async Task EmbeddedRun_Ends_WithAModelThatFindsTheObject() =>
        Assert.InRange(Assert.Single(NumbersAfter("validation cases: mean", await RunAsync("EmbeddedRun"))), 0.5, 1);

    [Fact]
    public async Task OwnComponents_Ends_WithAModelThatTellsTheClassesApart() =>
        Assert.InRange(Assert.Single(NumbersAfter("validation cases:", await RunAsync("OwnComponents"))), 0.9, 1);

    private static async Task<string> RunAsync(string sample)
    {
        var (exitCode, output, error) = await Command.RunAsync("dotnet", [Path.Combine(Repository.Root, "samples", sample, "bin", "Release", "net10.0", $"{sample}.dll")]);
        Assert.True(exitCode == 0, output + error);
        return output;
    }

    private static double[] NumbersAfter(string words, string output) =>
        [.. Number().Matches(output).Where(match => output[..match.Index].EndsWith($"{words} ", StringComparison.Ordinal)).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();
}
