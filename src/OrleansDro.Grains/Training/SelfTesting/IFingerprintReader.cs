using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Training.SelfTesting;

/// <summary>Reads what decides the bits that the devices of this silo compute.</summary>
internal interface IFingerprintReader
{
    /// <summary>Reads the fingerprint of a device for a run.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="device">The device, such as <c>cpu:0</c>.</param>
    ComputeFingerprint Read(RunSpec spec, string device);
}
