using System.Runtime.InteropServices;
using System.Text.Json;

namespace OrleansDro.Cli.Tests.House;

/// <summary>Which native library a build brings. The CUDA package is too large to restore in a test, so the evaluated references are looked at.</summary>
public sealed class TorchBackendTests
{
    [Fact]
    public async Task Evaluate_Cpu_BringsTheLibraryOfThisSystemOnly()
    {
        var references = await References("cpu");
        var system = OperatingSystem.IsLinux() ? "libtorch-cpu-linux-x64" : OperatingSystem.IsMacOS() ? "libtorch-cpu-osx-arm64" : "libtorch-cpu-win-x64";
        Assert.Equal(["TorchSharp", system], references);
    }

    [Fact]
    public async Task Evaluate_Cuda_BringsTorchSharpCudaLinux() => Assert.Equal(["TorchSharp-cuda-linux"], await References("cuda"));

    [Fact]
    public void Versions_Cuda_IsPinnedAsTheCpuBuild()
    {
        var versions = System.Xml.Linq.XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(item => item.Attribute("Include")!.Value, item => item.Attribute("Version")!.Value);
        Assert.Equal(versions["TorchSharp"], versions["TorchSharp-cuda-linux"]);
    }

    /// <summary>The remedy for older systems (OrleansDro.Torch.Cpu.targets) changes one flag of this program's copy, and not the package's own file.</summary>
    [Fact]
    public void Output_LinuxLibrary_DiffersFromThePackageInTheOneWeakFlag()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, "The remedy is for Linux on x64.");
        const string Library = "runtimes/linux-x64/native/libLibTorchSharp.so";
        var shipped = File.ReadAllBytes(Path.Combine(PackageCache.Folder, "torchsharp", "0.107.0", Library));
        var used = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Library));
        Assert.Equal(shipped.Length, used.Length);
        var differences = Enumerable.Range(0, used.Length).Where(i => shipped[i] != used[i]).ToArray();
        Assert.Equal([(byte)0], differences.Select(i => shipped[i]));
        Assert.Equal([(byte)2], differences.Select(i => used[i])); // VER_FLG_WEAK
    }

    private static async Task<string[]> References(string backend)
    {
        var project = Path.Combine(Repository.Root, "src", "OrleansDro.Cli", "OrleansDro.Cli.csproj");
        var (exitCode, output, error) = await Command.RunAsync("dotnet", ["msbuild", project, "-getItem:PackageReference", $"-p:TorchBackend={backend}"]);
        Assert.True(exitCode == 0, output + error);
        using var items = JsonDocument.Parse(output);
        return [.. items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)
            .Where(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)];
    }
}
