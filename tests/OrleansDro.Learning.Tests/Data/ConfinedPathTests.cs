using OrleansDro.Learning.Data;

namespace OrleansDro.Learning.Tests.Data;

public sealed class ConfinedPathTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _root;

    public ConfinedPathTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need a privilege there.");
        _root = Directory.CreateDirectory(_folder.File("root")).FullName;
        Directory.CreateDirectory(Path.Combine(_root, "set"));
        Directory.CreateDirectory(_folder.File("secret"));
        Directory.CreateDirectory(_folder.File("root-beside"));
        Link("within", "set");
        Link("absolute", _folder.File("secret"));
        Link("relative", "../secret");
        Link("chain", "relative");
        Link("set/up", "..");
        Link("loop", "loop");
    }

    [Theory]
    [InlineData("set", "set")]
    [InlineData(".", "")]
    [InlineData("./set/../set/./", "set")]
    [InlineData("set/../not-there-yet", "not-there-yet")]
    [InlineData("within", "set")]
    [InlineData("within/up/set", "set")]
    public void Find_Inside_IsTheFullPathWithoutLinks(string given, string expected)
    {
        Assert.Equal(Path.Combine(_root, expected).TrimEnd('/'), ConfinedPath.Find(_root, given));
        Assert.Equal(Path.Combine(_root, expected).TrimEnd('/'), ConfinedPath.Find(_root, Path.Combine(_root, given)));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../secret")]
    [InlineData("set/../../secret")]
    [InlineData("../root-beside")]
    [InlineData("/etc")]
    [InlineData("/")]
    [InlineData("absolute")]
    [InlineData("relative")]
    [InlineData("relative/file")]
    [InlineData("chain")]
    [InlineData("within/up/../secret")]
    [InlineData("set/up/..")]
    [InlineData("loop")]
    [InlineData("set\0")]
    public void Find_Outside_IsNull(string given) => Assert.Null(ConfinedPath.Find(_root, given));

    // The operating system goes to the parent of what the link leads to.
    [Fact]
    public void Find_ParentOfALink_IsThatOfItsTarget()
    {
        Directory.CreateDirectory(_folder.File("root/deep/down"));
        Link("jump", "deep/down");
        Assert.Equal(Path.Combine(_root, "deep"), ConfinedPath.Find(_root, "jump/.."));
    }

    [Fact]
    public void Find_RootIsALink_CountsFromWhereItLeads()
    {
        Directory.CreateSymbolicLink(_folder.File("mounted"), _root);
        Assert.Equal(Path.Combine(_root, "set"), ConfinedPath.Find(_folder.File("mounted"), "set"));
        Assert.Equal(Path.Combine(_root, "set"), ConfinedPath.Find(_folder.File("mounted"), _folder.File("mounted/set")));
        Assert.Null(ConfinedPath.Find(_folder.File("mounted"), "../secret"));
    }

    [Fact]
    public void Find_RootOfTheFileSystem_HoldsAll() => Assert.Equal(_folder.File("secret"), ConfinedPath.Find("/", _folder.File("secret")));

    public void Dispose() => _folder.Dispose();

    private void Link(string name, string target) => Directory.CreateSymbolicLink(Path.Combine(_root, name), target);
}
