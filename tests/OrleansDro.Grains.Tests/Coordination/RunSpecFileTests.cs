using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Coordination;

namespace OrleansDro.Grains.Tests.Coordination;

public sealed class RunSpecFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;

    public RunSpecFileTests() => _file = _folder.Write("spec.json", """
        {
          "name": "run", "steps": 5, "batchSize": 2,
          "data": { "name": "idx", "path": "mnist" },
          "model": { "name": "cnn", "channels": [4, 8] },
          "loss": { "name": "crossEntropy" },
          "optimizer": { "name": "sgd", "learningRate": 0.1 },
          "sampling": { "name": "uniform" }
        }
        """);

    [Fact]
    public void Read_RelativePath_IsTakenFromTheFolderOfTheSpec() => Assert.Equal(_folder.File("mnist"), PathOf(RunSpecFile.Read(_file)));

    [Fact]
    public void ReadAsWritten_RelativePath_IsLeftToTheSilos() => Assert.Equal("mnist", PathOf(RunSpecFile.ReadAsWritten(_file)));

    public void Dispose() => _folder.Dispose();

    private static string? PathOf(RunSpec spec) => spec.Data.ParseOptions().GetProperty("path").GetString();
}
