using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>Facts about the processor and the variables that the user has set for the numeric libraries.</summary>
/// <param name="Model">The model.</param>
/// <param name="HidesCaches">See <see cref="ProcessorCaches.AreHidden"/>.</param>
/// <param name="Limit">The limit of oneDNN's instruction sets that is set, or null; see <see cref="InstructionSetLimit.Current"/>.</param>
/// <param name="Variables">The variables that are set, as <c>NAME=VALUE</c>.</param>
internal sealed record ProcessorFacts(string Model, bool HidesCaches, string? Limit, IReadOnlyList<string> Variables)
{
    /// <summary>Variables that change what the numeric libraries compute with, or how fast.</summary>
    private static readonly string[] Known =
    [
        "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA", "ONEDNN_DEFAULT_FPMATH_MODE", "DNNL_DEFAULT_FPMATH_MODE", "ATEN_CPU_CAPABILITY", "MKL_ENABLE_INSTRUCTIONS", "MKL_CBWR",
        "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "GOMP_CPU_AFFINITY", "OMP_PROC_BIND", "CUDA_VISIBLE_DEVICES", "NVIDIA_TF32_OVERRIDE",
        "CUBLAS_WORKSPACE_CONFIG", "DOTNET_PROCESSOR_COUNT", "LD_PRELOAD",
    ];

    /// <summary>Reads the facts of this process.</summary>
    public static ProcessorFacts Read() => new(
        ProcessorIdentity.Read(),
        ProcessorCaches.AreHidden,
        InstructionSetLimit.Current,
        [.. Known.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).Where(variable => !string.IsNullOrEmpty(variable.Value)).Select(variable => $"{variable.Name}={variable.Value}")]);
}
