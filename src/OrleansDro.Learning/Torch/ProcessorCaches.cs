using System.Runtime.Intrinsics.X86;
using System.Text;

namespace OrleansDro.Learning.Torch;

/// <summary>
/// Whether the processor shows the sizes of its caches. The oneDNN in libtorch 2.10 (3.7.1) reads them on AMD processors from CPUID leaf 0x8000001D, and takes zeros there, as
/// some hypervisors show them, for caches of one byte. It then plans its layout changes so that padded channels are never set to zero: convolutions whose channels it has to pad
/// are wrong. For AArch64 the same is public as oneDNN issue 5313.
/// </summary>
public static class ProcessorCaches
{
    // AMD64 Architecture Programmer's Manual, volume 3, appendix E.4, and Intel's Software Developer's Manual, volume 2A, CPUID: both leaves have the same form.
    private const int AmdLeaf = unchecked((int)0x8000001D), IntelLeaf = 4;
    private const int TypeMask = 0x1F, InstructionCache = 2; // EAX, bits 0 to 4; 0: there is no such cache
    private const int MostCaches = 8;

    /// <summary>Whether this processor hides its caches from oneDNN.</summary>
    public static bool AreHidden { get; } = X86Base.IsSupported && AreHiddenBy(X86Base.CpuId);

    /// <summary>
    /// The caches that this processor shows, such as <c>caches 32/1024/32768 KiB for 1/1/2 threads</c>: data caches by level, with how many threads share each. oneDNN blocks its
    /// sums by them, so that they decide bits. Empty on other processors than x86.
    /// </summary>
    public static string Description { get; } = X86Base.IsSupported ? Describe(X86Base.CpuId) : "";

    /// <summary>Whether a processor hides its caches.</summary>
    /// <param name="cpuid">The instruction: leaf and sub-leaf in, the four registers out.</param>
    internal static bool AreHiddenBy(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid) =>
        VendorOf(cpuid) == "AuthenticAMD" && (cpuid(AmdLeaf, 0).Eax & TypeMask) == 0;

    /// <summary>Describes the caches that a processor shows.</summary>
    /// <param name="cpuid">The instruction: leaf and sub-leaf in, the four registers out.</param>
    internal static string Describe(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid)
    {
        var leaf = VendorOf(cpuid) == "AuthenticAMD" ? AmdLeaf : IntelLeaf;
        var caches = Enumerable.Range(0, MostCaches)
            .Select(index => cpuid(leaf, index))
            .TakeWhile(registers => (registers.Eax & TypeMask) != 0)
            .Where(registers => (registers.Eax & TypeMask) != InstructionCache)
            .ToArray();
        return caches.Length == 0
            ? "caches hidden"
            : $"caches {string.Join('/', caches.Select(KibibytesOf))} KiB for {string.Join('/', caches.Select(registers => Field(registers.Eax, 14, 12)))} threads";
    }

    private static long KibibytesOf((int Eax, int Ebx, int Ecx, int Edx) registers) =>
        Field(registers.Ebx, 22, 10) * Field(registers.Ebx, 12, 10) * Field(registers.Ebx, 0, 12) * (1 + (long)(uint)registers.Ecx) / 1024;

    /// <summary>A count that is stored less one.</summary>
    private static long Field(int register, int from, int bits) => 1 + (((uint)register >> from) & ((1u << bits) - 1));

    private static string VendorOf(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid)
    {
        var (_, first, third, second) = cpuid(0, 0);
        return Encoding.ASCII.GetString([.. BitConverter.GetBytes(first), .. BitConverter.GetBytes(second), .. BitConverter.GetBytes(third)]);
    }
}
