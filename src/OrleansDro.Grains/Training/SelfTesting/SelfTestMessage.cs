using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.SelfTesting;

/// <summary>Describes a failed self-test to a user.</summary>
internal static class SelfTestMessage
{
    /// <summary>Names the layer, its error, the processor, the libraries, and the remedy.</summary>
    /// <param name="report">The report of the test.</param>
    /// <param name="spec">The run's spec.</param>
    /// <param name="device">The device.</param>
    public static string Create(SelfTestReport report, RunSpec spec, string device)
    {
        var identity = ComputeIdentity.Of(device);
        return $"The self-test failed: {device} ({identity.Processor}; {identity.Kernels}; {identity.Libraries}) computes the network '{report.Network}' wrongly in "
            + $"{spec.Compute.Precision.ToString().ToLowerInvariant()}: {report}. "
            + NetworkTest.Remedy(spec, device)
            + " Run 'orleansdro doctor' on that machine to see more.";
    }
}
