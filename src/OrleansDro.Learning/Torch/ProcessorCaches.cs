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
    private const int CacheLeaf = unchecked((int)0x8000001D);
    private const int CacheTypeMask = 0x1F; // EAX, bits 0 to 4; 0: there is no such cache. AMD64 Architecture Programmer's Manual, volume 3, appendix E.4.

    /// <summary>Whether this processor hides its caches from oneDNN.</summary>
    public static bool AreHidden { get; } = X86Base.IsSupported && AreHiddenBy(X86Base.CpuId);

    /// <summary>Whether a processor hides its caches.</summary>
    /// <param name="cpuid">The instruction: leaf and sub-leaf in, the four registers out.</param>
    internal static bool AreHiddenBy(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid) =>
        VendorOf(cpuid) == "AuthenticAMD" && (cpuid(CacheLeaf, 0).Eax & CacheTypeMask) == 0;

    private static string VendorOf(Func<int, int, (int Eax, int Ebx, int Ecx, int Edx)> cpuid)
    {
        var (_, first, third, second) = cpuid(0, 0);
        return Encoding.ASCII.GetString([.. BitConverter.GetBytes(first), .. BitConverter.GetBytes(second), .. BitConverter.GetBytes(third)]);
    }
}
