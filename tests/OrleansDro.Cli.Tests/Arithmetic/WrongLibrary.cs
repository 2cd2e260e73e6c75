using System.Runtime.Intrinsics.X86;

namespace OrleansDro.Cli.Tests.Arithmetic;

/// <summary>
/// A copy of the command whose libtorch computes wrongly, as on a processor that hides its caches: the one instruction by which oneDNN asks an AMD processor for them gets a leaf that
/// the processor does not have, so that the answer is zeros. The package of the library stays as it is.
/// </summary>
internal sealed class WrongLibrary : IDisposable
{
    // mov r10d, 0x8000001D; mov r9d, 1: the code before the CPUID instruction in the library of the pinned version.
    private static readonly byte[] Question = [0x41, 0xBA, 0x1D, 0x00, 0x00, 0x80, 0x41, 0xB9, 0x01, 0x00, 0x00, 0x00];
    private const int SecondByteOfLeaf = 3;
    private const byte OtherLeaf = 0xFF;
    private const string Native = "runtimes/linux-x64/native", Name = "libtorch_cpu.so";

    private readonly TemporaryFolder _folder = new();

    private WrongLibrary()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, Native));
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "specs"), Path.Combine(AppContext.BaseDirectory, "specs"));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, Native)).Where(file => Path.GetFileName(file) != Name))
        {
            File.CreateSymbolicLink(Path.Combine(_folder.Path, Native, Path.GetFileName(file)), file);
        }
    }

    /// <summary>The command's assembly.</summary>
    public string Command => Path.Combine(_folder.Path, "orleansdro.dll");

    /// <summary>Makes the copy; skips the test if this processor or library cannot be led astray in this way.</summary>
    public static WrongLibrary CreateOrSkip()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Avx512F.IsSupported && X86Base.CpuId(0, 0).Ecx == 0x444D4163, "oneDNN reads the caches in this way on AMD processors with AVX-512 only.");
        var image = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, Native, Name));
        var place = image.AsSpan().IndexOf(Question);
        Assert.SkipUnless(place >= 0 && image.AsSpan(place + 1).IndexOf(Question) < 0, "This version of libtorch asks for the caches in another way.");
        image[place + SecondByteOfLeaf] = OtherLeaf;
        var copy = new WrongLibrary();
        File.WriteAllBytes(Path.Combine(copy._folder.Path, Native, Name), image);
        return copy;
    }

    /// <summary>Whether this processor hides its caches itself.</summary>
    public static bool IsProcessorOdd => (X86Base.CpuId(unchecked((int)0x8000001D), 0).Eax & 0x1F) == 0;

    public void Dispose() => _folder.Dispose();
}
