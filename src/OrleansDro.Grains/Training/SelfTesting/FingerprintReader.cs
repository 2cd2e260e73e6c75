using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.SelfTesting;

/// <summary>Reads fingerprints from this process and its machine.</summary>
internal sealed class FingerprintReader : IFingerprintReader
{
    /// <inheritdoc/>
    public ComputeFingerprint Read(RunSpec spec, string device)
    {
        var identity = ComputeIdentity.Of(device);
        return new ComputeFingerprint
        {
            Device = spec.Compute.Device,
            Processor = identity.Processor,
            Kernels = identity.Kernels,
            Libraries = identity.Libraries,
            Threads = spec.Compute.Threads,
            Precision = spec.Compute.Precision == ComputePrecision.Bfloat16 ? "bfloat16" : "float32",
        };
    }
}
