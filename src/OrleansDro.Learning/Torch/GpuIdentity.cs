using System.Globalization;
using System.Runtime.InteropServices;

namespace OrleansDro.Learning.Torch;

/// <summary>The identity of a GPU, from NVIDIA's driver, as TorchSharp does not provide it. Source of names and numbers: CUDA Driver API, <c>cuda.h</c>.</summary>
/// <param name="Name">The model, such as <c>NVIDIA H200</c>.</param>
/// <param name="Capability">The compute capability, such as 9.0.</param>
/// <param name="Driver">The newest CUDA version that the driver offers, such as 12.8.</param>
/// <param name="Memory">All memory of the GPU in bytes; 0 if it is not known.</param>
internal sealed unsafe record GpuIdentity(string Name, string Capability, string Driver, long Memory = 0)
{
    private const int Success = 0;
    private const int CapabilityMajor = 75;
    private const int CapabilityMinor = 76;
    private const int LongestName = 256;

    /// <summary>Asks the driver.</summary>
    /// <param name="index">The GPU's number among those that this process sees.</param>
    /// <returns>The GPU, or null if there is no driver or no such GPU.</returns>
    public static GpuIdentity? Read(int index)
    {
        if (!TryLoadDriver(out var driver))
        {
            return null;
        }

        int device = 0, major = 0, minor = 0, version = 0;
        nuint memory = 0;
        var name = stackalloc byte[LongestName];
        var isThere = ((delegate* unmanaged<uint, int>)Find("cuInit"))(0) == Success
            && ((delegate* unmanaged<int*, int, int>)Find("cuDeviceGet"))(&device, index) == Success
            && ((delegate* unmanaged<byte*, int, int, int>)Find("cuDeviceGetName"))(name, LongestName, device) == Success
            && ((delegate* unmanaged<int*, int, int, int>)Find("cuDeviceGetAttribute"))(&major, CapabilityMajor, device) == Success
            && ((delegate* unmanaged<int*, int, int, int>)Find("cuDeviceGetAttribute"))(&minor, CapabilityMinor, device) == Success
            && ((delegate* unmanaged<int*, int>)Find("cuDriverGetVersion"))(&version) == Success
            && ((delegate* unmanaged<nuint*, int, int>)Find("cuDeviceTotalMem_v2"))(&memory, device) == Success;
        return isThere
            ? new GpuIdentity(
                Marshal.PtrToStringUTF8((nint)name)!,
                string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}"),
                string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}"),
                (long)memory)
            : null;

        nint Find(string function) => NativeLibrary.GetExport(driver, function);
    }

    /// <summary>Loads the driver's library.</summary>
    /// <param name="driver">Its handle.</param>
    /// <returns>Whether this machine has one.</returns>
    public static bool TryLoadDriver(out nint driver) => NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out driver);
}
