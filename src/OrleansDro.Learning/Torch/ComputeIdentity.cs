using System.Globalization;

namespace OrleansDro.Learning.Torch;

/// <summary>The properties of this process and its machine that decide the bits of a device's results.</summary>
/// <param name="Processor">The model of the processor with its caches, or that of the GPU.</param>
/// <param name="Kernels">The instruction sets that the numeric libraries use on it, and settings of the environment that change their kernels.</param>
/// <param name="Libraries">The numeric libraries with their versions.</param>
public sealed record ComputeIdentity(string Processor, string Kernels, string Libraries)
{
    /// <summary>Variables of the environment that choose other kernels or another accuracy; the caps of <see cref="KernelLevel"/> aside.</summary>
    private static readonly string[] CpuSettings = ["ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE", "MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR"];

    /// <summary>What the processor of the host decides for networks on its GPUs, see <see cref="Models.ChannelPadding"/>.</summary>
    private static readonly string[] PaddedChannels = ["padded channels"];

    private static readonly string[] GpuSettings = ["NVIDIA_TF32_OVERRIDE", "CUBLAS_WORKSPACE_CONFIG"];

    /// <summary>Reads it.</summary>
    /// <param name="device">The device, such as <c>cpu:0</c>.</param>
    public static ComputeIdentity Of(string device)
    {
        string[] parts = device.Split(':');
        return parts is ["cuda", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? OfGpu(GpuIdentity.Read(index), ProcessorCaches.AreHidden, NativeEnvironment.Get)
            : OfProcessor(ProcessorOfThisMachine(), InstructionSets.Read(), NativeEnvironment.Get);
    }

    private static string ProcessorOfThisMachine() =>
        ProcessorCaches.Description is { Length: > 0 } caches ? $"{ProcessorIdentity.Read()}, {caches}" : ProcessorIdentity.Read();

    /// <summary>The identity of a processor.</summary>
    /// <param name="processor">Its model and its caches.</param>
    /// <param name="sets">Its instruction sets.</param>
    /// <param name="environment">Returns an environment variable, or null.</param>
    internal static ComputeIdentity OfProcessor(string processor, InstructionSets sets, Func<string, string?> environment) => new(
        processor,
        string.Join(", ", [$"oneDNN {KernelLevel.OfOneDnn(sets, environment)}", $"ATen {KernelLevel.OfAten(sets, environment)}", .. Settings(CpuSettings, environment)]),
        LibraryVersions.Read());

    /// <summary>The identity of a GPU.</summary>
    /// <param name="gpu">The GPU; null if its driver does not identify it.</param>
    /// <param name="padsChannels">Whether networks of this process have padded channels, on its GPUs too.</param>
    /// <param name="environment">Returns an environment variable, or null.</param>
    internal static ComputeIdentity OfGpu(GpuIdentity? gpu, bool padsChannels, Func<string, string?> environment) => new(
        gpu?.Name ?? "unknown GPU",
        string.Join(", ", [gpu is null ? "CUDA" : $"CUDA compute capability {gpu.Capability}, driver {gpu.Driver}", .. padsChannels ? PaddedChannels : [], .. Settings(GpuSettings, environment)]),
        LibraryVersions.Read());

    private static IEnumerable<string> Settings(string[] names, Func<string, string?> environment) =>
        names.Select(name => (Name: name, Value: environment(name))).Where(setting => !string.IsNullOrEmpty(setting.Value)).Select(setting => $"{setting.Name}={setting.Value}");
}
