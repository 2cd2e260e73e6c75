using System.Globalization;
using System.Runtime.InteropServices;

namespace OrleansDro.Learning.Torch;

/// <summary>Settings of Torch that belong to the whole process.</summary>
public static partial class TorchRuntime
{
    private static readonly Lazy<TorchSettings> Prepared = new(Decide);

    /// <summary>
    /// Held while numbers are drawn from Torch's default generator, which all threads of the process share: seeding and drawing must not interleave.
    /// </summary>
    public static Lock RandomGenerator { get; } = new();

    /// <summary>
    /// Prepares the process for Torch: the C library's allocator, and how OpenMP's threads wait. Call it first in the process, before Torch is loaded; an embedded cluster and a
    /// silo call it too. Only the first call decides. Variables that the user has set are respected.
    /// </summary>
    /// <returns>The settings.</returns>
    public static TorchSettings Prepare() => Prepared.Value;

    private static TorchSettings Decide()
    {
        TuneAllocator();

        // .NET counts the cores of the affinity, limits them by the quota of the control group, rounded up, and lets DOTNET_PROCESSOR_COUNT override both.
        var cores = Environment.ProcessorCount;
        var spinning = OperatingSystem.IsLinux()
            ? SpinDecision.Make(cores, NativeEnvironment.Get(SpinDecision.CountVariable), NativeEnvironment.Get(SpinDecision.PolicyVariable), IsOpenMpLoaded())
            : SpinDecision.Leave("Torch's threads wait as the library has it, as this is not Linux");
        if (spinning.Count is { } count)
        {
            NativeEnvironment.Set(SpinDecision.CountVariable, count.ToString(CultureInfo.InvariantCulture));
        }

        return new TorchSettings(cores, spinning);
    }

    // The file that Torch brings has a name such as libgomp-98b21ff3.so.1.
    private static bool IsOpenMpLoaded() =>
        File.ReadLines("/proc/self/maps").Any(mapping => Path.GetFileName(mapping).StartsWith("libgomp", StringComparison.Ordinal));

    // Keeps the C library from returning big activation buffers to the system after each step, which costs a U-Net 10 to 20 per cent of its time in page faults.
    // Does nothing if the C library is not glibc.
    private static void TuneAllocator()
    {
        const int TrimThreshold = -1, TopPad = -2, MappedBlocksMaximum = -4, ArenaMaximum = -8; // malloc.h
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out var library) || !NativeLibrary.TryGetExport(library, "mallopt", out _))
        {
            return;
        }

        _ = SetAllocatorOption(ArenaMaximum, 1);
        _ = SetAllocatorOption(MappedBlocksMaximum, 0);
        _ = SetAllocatorOption(TrimThreshold, int.MaxValue);
        _ = SetAllocatorOption(TopPad, 64 << 20);
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAllocatorOption(int option, int value);
}
