using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Tests.Training.Data;

public sealed class DataRootTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("task")]
    [InlineData("other/../task")]
    public void Confine_InsideTheRoot_IsItsFullPath(string given)
    {
        var options = Root().Confine(Data(given));
        Assert.Equal(_folder.File("task"), options.GetProperty("path").GetString());
        Assert.Equal(7, options.GetProperty("fold").GetInt32());
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("../")]
    [InlineData("task/../../other")]
    public void Confine_OutsideTheRoot_NamesPathRootAndRemedy(string given)
    {
        var exception = Assert.Throws<InvalidInputException>(() => Root().Confine(Data(given)));
        Assert.Contains($"'{given}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains("NodeOptions.DataRoot", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Confine_LinkOutOfTheRoot_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a privilege there.");
        Directory.CreateSymbolicLink(_folder.File("link"), Path.GetTempPath());
        Assert.Throws<InvalidInputException>(() => Root().Confine(Data("link")));
    }

    [Fact]
    public void Confine_NoRoot_AllowsNoPath()
    {
        var exception = Assert.Throws<InvalidInputException>(() => new DataRoot(new NodeOptions()).Confine(Data(_folder.Path)));
        Assert.Contains("NodeOptions.DataRoot", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Confine_NoPath_IsLeftAlone() => Assert.Equal(16, new DataRoot(new NodeOptions()).Confine(new ComponentSpec("phantom", """{"size": 16}""")).GetProperty("size").GetInt32());

    [Fact]
    public void Confine_PathTwice_IsRefused() =>
        Assert.Throws<InvalidInputException>(() => Root().Confine(new ComponentSpec("idx", """{"path": "task", "path": "/etc"}""")));

    [Fact]
    public void Confine_OwnProcess_MayReadAnywhere() =>
        Assert.Equal("/etc", new DataRoot(new NodeOptions { AllowsAnyFolder = true }).Confine(Data("/etc")).GetProperty("path").GetString());

    public void Dispose() => _folder.Dispose();

    private DataRoot Root() => new(new NodeOptions { DataRoot = _folder.Path });

    private static ComponentSpec Data(string path) => new("decathlon", $$"""{"path": "{{path}}", "fold": 7}""");
}
