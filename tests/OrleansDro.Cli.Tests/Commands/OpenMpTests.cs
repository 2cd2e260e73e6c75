using System.Globalization;
using System.Text.Json;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Tests.Commands;

/// <summary>What libgomp reads when the command loads it, as it shows itself if OMP_DISPLAY_ENV asks for it, and that this changes no bits.</summary>
public sealed class OpenMpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OpenMpTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Torch computes with libgomp on Linux.");

    [Fact]
    public async Task Train_NothingSet_LibraryReadsWhatTheProcessDecided()
    {
        var (decided, hash) = await Train(spinCount: null, waitPolicy: null);
        var expected = SpinDecision.Make(Environment.ProcessorCount, spinCount: null, waitPolicy: null, isLoaded: false).Count!.Value;
        Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), decided);

        var (set, hashOfSet) = await Train(spinCount: "300000", waitPolicy: null);
        Assert.Equal("300000", set);
        Assert.Equal(hash, hashOfSet);
    }

    [Fact]
    public async Task Train_UserHasSetThePolicy_LibraryFollowsIt()
    {
        var (active, _) = await Train(spinCount: null, waitPolicy: "ACTIVE");
        Assert.Equal("30000000000", active); // five minutes, see initialize_env in libgomp
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(string SpinCount, string ModelHash)> Train(string? spinCount, string? waitPolicy)
    {
        var spec = _folder.File("spec.json");
        await File.WriteAllTextAsync(
            spec,
            """
            {
              "name": "short", "seed": 3, "steps": 2, "batchSize": 2, "checkpoint": { "every": 0 },
              "data": { "name": "phantom", "size": 12, "trainingCases": 4, "validationCases": 1 },
              "model": { "name": "unet3d", "channels": [16, 32] },
              "loss": { "name": "diceCrossEntropy" },
              "optimizer": { "name": "adam", "learningRate": 0.001 },
              "sampling": { "name": "hardness" },
              "compute": { "threads": 2 }
            }
            """,
            TestContext.Current.CancellationToken);
        var variables = new Dictionary<string, string?>
        {
            ["OMP_DISPLAY_ENV"] = "VERBOSE",
            [SpinDecision.CountVariable] = spinCount,
            [SpinDecision.PolicyVariable] = waitPolicy,
        };
        var (exitCode, output, error) = await Command.OrleansDroWithAsync(variables, "train", spec, "--out", _folder.File(Guid.NewGuid().ToString()), "--json");
        Assert.True(exitCode == 0, error);
        return (ShownValue(error, SpinDecision.CountVariable), JsonDocument.Parse(output).RootElement.GetProperty("modelHash").GetString()!);
    }

    // libgomp writes lines such as:   GOMP_SPINCOUNT = '300000'
    private static string ShownValue(string shown, string variable) =>
        shown.Split('\n').Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).Single(parts => parts is [var name, _] && name == variable)[1].Trim('\'');
}
