using System.Globalization;

namespace OrleansDro.Learning.Torch;

/// <summary>Whether this process can compute on NVIDIA GPUs, and on which.</summary>
/// <param name="IsInBuild">Whether this build has the CUDA part of Torch.</param>
/// <param name="HasDriver">Whether the machine has NVIDIA's driver.</param>
/// <param name="Gpus">The GPUs that the driver shows to this process, in the order of their numbers.</param>
public sealed record CudaSupport(bool IsInBuild, bool HasDriver, IReadOnlyList<Gpu> Gpus)
{
    private const string SearchFolders = "NATIVE_DLL_SEARCH_DIRECTORIES";
    private static readonly string LibraryFile = OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so";

    /// <summary>Searches for the library's files and queries the driver.</summary>
    public static CudaSupport Read() => new(IsLibraryThere(), GpuIdentity.TryLoadDriver(out _), [.. ReadGpus()]);

    /// <summary>Why a GPU cannot be used.</summary>
    /// <param name="index">The GPU's number, from 0.</param>
    /// <returns>The cause and the remedy in sentences, or null if the GPU is available.</returns>
    public string? Problem(int index) => (IsInBuild, HasDriver, Gpus.Count) switch
    {
        (false, _, _) => "This build computes on the CPU only. Build it for CUDA (dotnet build -c Release -p:TorchBackend=cuda), or use 'cpu'.",
        (_, false, _) => "This machine has no NVIDIA driver. Install it, give the container access to the GPUs, or use 'cpu'.",
        (_, _, 0) => "The NVIDIA driver shows no GPU to this process. Look at 'nvidia-smi' and at the environment variable CUDA_VISIBLE_DEVICES, or use 'cpu'.",
        var (_, _, count) when index >= count => string.Create(
            CultureInfo.InvariantCulture, $"The last GPU that the NVIDIA driver shows to this process is cuda:{count - 1}. Use another, or check the environment variable CUDA_VISIBLE_DEVICES."),
        _ => null,
    };

    private static bool IsLibraryThere() => ((AppContext.GetData(SearchFolders) as string) ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Append(AppContext.BaseDirectory)
        .Any(folder => File.Exists(Path.Combine(folder, LibraryFile)));

    private static IEnumerable<Gpu> ReadGpus()
    {
        for (var index = 0; GpuIdentity.Read(index) is { } gpu; index++)
        {
            yield return new Gpu(gpu.Name, gpu.Capability, gpu.Driver, gpu.Memory);
        }
    }
}
