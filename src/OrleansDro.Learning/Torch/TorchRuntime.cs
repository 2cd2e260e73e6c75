using System.Runtime.InteropServices;

namespace OrleansDro.Learning.Torch;

/// <summary>Settings of Torch that belong to the whole process.</summary>
public static partial class TorchRuntime
{
    /// <summary>
    /// Held while numbers are taken from Torch's default generator, which all threads of the process share: seeding and taking must not interleave.
    /// </summary>
    public static Lock RandomGenerator { get; } = new();

    /// <summary>
    /// Keeps the C library from returning big activation buffers to the system after each step, which costs a U-Net 10 to 20 per cent of its
    /// time in page faults. Call it first in the process, before Torch starts threads. Does nothing where the C library is not glibc.
    /// </summary>
    public static void TuneAllocator()
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
