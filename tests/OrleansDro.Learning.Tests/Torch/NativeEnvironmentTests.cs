using OrleansDro.Learning.Torch;

namespace OrleansDro.Learning.Tests.Torch;

public sealed class NativeEnvironmentTests
{
    public NativeEnvironmentTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The C library of Linux.");

    [Fact]
    public void Set_NewAndAgain_NativeCodeReadsTheLatestValue()
    {
        const string Name = "ORLEANSDRO_TEST_SET";
        Assert.Null(NativeEnvironment.Get(Name));
        NativeEnvironment.Set(Name, "first");
        Assert.Equal("first", NativeEnvironment.Get(Name));
        NativeEnvironment.Set(Name, "zwölf");
        Assert.Equal("zwölf", NativeEnvironment.Get(Name));
    }

    [Fact]
    public void Get_VariableThatTheProcessStartedWith_IsItsValue() => Assert.Equal(Environment.GetEnvironmentVariable("PATH"), NativeEnvironment.Get("PATH"));

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    public void Set_NameThatCannotBe_Throws(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => NativeEnvironment.Set(name, "1"));
        Assert.Equal("name", error.ParamName);
    }
}
