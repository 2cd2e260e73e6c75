using OrleansDro.Learning.Torch;

namespace OrleansDro.Learning.Tests.Torch;

public sealed class TorchLibraryTests
{
    [Fact]
    public void Problem_ThisBuild_None() => Assert.Null(TorchLibrary.Problem);

    /// <summary>.NET's messages for a file that is missing, and for one that needs what the system lacks.</summary>
    [Theory]
    [InlineData(
        "Unable to load shared library 'LibTorchSharp' or one of its dependencies. Use strace:\nlibc10.so: cannot open shared object file: No such file or directory\n/app/LibTorchSharp: cannot open shared object file: No such file or directory\n",
        "libc10.so: cannot open shared object file: No such file or directory")]
    [InlineData(
        "Unable to load shared library 'LibTorchSharp' or one of its dependencies. Use strace:\n/app/LibTorchSharp.so: cannot open shared object file: No such file or directory\n/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)\n",
        "/lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libLibTorchSharp.so)")]
    [InlineData(
        "Unable to load shared library 'torch_cpu' or one of its dependencies. Use strace:\n/app/torch_cpu.so: cannot open shared object file: No such file or directory\n",
        "Unable to load shared library 'torch_cpu' or one of its dependencies")]
    [InlineData("Something else.", "Something else")]
    public void Essence_MessageOfDotNet_IsTheLineWithTheCause(string message, string expected) => Assert.Equal(expected, TorchLibrary.Essence(message));
}
