using OrleansDro.Learning.Torch;
using static TorchSharp.torch;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>The remedy if a self-test fails.</summary>
public static class SelfTestRemedy
{
    /// <summary>The remedy, in sentences.</summary>
    /// <param name="device">The type of the device.</param>
    /// <param name="precision">The precision of the network's arithmetic.</param>
    public static string For(TorchSharp.DeviceType device, ScalarType precision) => Choose(device, precision, InstructionSetLimit.Current);

    /// <summary>Chooses the remedy.</summary>
    /// <param name="device">The type of the device.</param>
    /// <param name="precision">The precision of the network's arithmetic.</param>
    /// <param name="limit">The limit that is set, see <see cref="InstructionSetLimit.Current"/>.</param>
    internal static string Choose(TorchSharp.DeviceType device, ScalarType precision, string? limit)
    {
        var other = precision == ScalarType.BFloat16 ? " Or set compute.precision to float32." : "";
        return (device, limit) switch
        {
            (not TorchSharp.DeviceType.CPU, _) => "Check the memory and the driver of the GPU, or take it out of the cluster." + other,
            (_, { } set) when set.Equals(InstructionSetDecision.SafeLimit, StringComparison.OrdinalIgnoreCase) => "Use another machine, or another version of the library." + other,
            (_, { } set) => $"The environment limits oneDNN to {set}: set {InstructionSetLimit.Variable}={InstructionSetDecision.SafeLimit}, and start the process again." + other,
            _ => $"Set {InstructionSetLimit.Variable}={InstructionSetDecision.SafeLimit} in the environment, and start the process again; convolutions take 3 to 7 times as long then." + other,
        };
    }
}
