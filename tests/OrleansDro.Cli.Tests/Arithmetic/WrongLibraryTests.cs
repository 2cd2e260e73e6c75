namespace OrleansDro.Cli.Tests.Arithmetic;

/// <summary>What a user sees whose library really computes wrongly.</summary>
public sealed class WrongLibraryTests
{
    private const string Limit = "ONEDNN_MAX_CPU_ISA", SafeLimit = "SSE41";

    [Fact]
    public async Task Train_WrongConvolutions_AreRefusedUnlessTheUserLimitsTheInstructionsEnough()
    {
        using var library = WrongLibrary.CreateOrSkip();
        using var folder = new TemporaryFolder();
        var spec = Path.Combine(folder.Path, "spec.json");
        File.WriteAllText(spec, """
            {
              "name": "odd", "steps": 2, "batchSize": 2,
              "data": { "name": "phantom", "size": 12, "trainingCases": 8, "validationCases": 2 },
              "model": { "name": "unet3d", "channels": [12, 20] },
              "loss": { "name": "diceCrossEntropy" }, "optimizer": { "name": "sgd", "learningRate": 0.01 }, "sampling": { "name": "uniform" }
            }
            """);
        if (WrongLibrary.IsProcessorOdd)
        {
            // The command sees it and pads the channels, as it does with the library as it is.
            var (right, _, _) = await Train(null);
            Assert.Equal(0, right);
            return;
        }

        foreach (var limit in new[] { null, "AVX2" })
        {
            var (refused, _, error) = await Train(limit);
            Assert.Equal(1, refused);
            Assert.Contains("'unet3d'", error, StringComparison.Ordinal);
            Assert.Contains($"{Limit}={SafeLimit}", error, StringComparison.Ordinal);
            Assert.Equal([spec, Path.Combine(folder.Path, "run", "spec.json")], Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories));
        }

        var (done, _, _) = await Train(SafeLimit);
        Assert.Equal(0, done);

        Task<(int ExitCode, string Output, string Error)> Train(string? limit) => Command.RunWithAsync(
            library.Command, new Dictionary<string, string?> { [Limit] = limit }, "train", spec, "--out", Path.Combine(folder.Path, "run"));
    }
}
