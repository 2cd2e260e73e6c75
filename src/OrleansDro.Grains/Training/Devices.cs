using OrleansDro.Learning;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Training;

/// <summary>The devices of this process.</summary>
internal static class Devices
{
    /// <summary>The device of a trainer: all CPU trainers share the CPU; each CUDA trainer has a GPU of its own.</summary>
    /// <exception cref="InvalidInputException">The device is unknown or not there.</exception>
    public static Device Open(string type, int trainer)
    {
        switch (type)
        {
            case "cpu":
                return CPU;
            case "cuda" when TryInitializeDeviceType(DeviceType.CUDA) && trainer < cuda.device_count():
                return new Device(DeviceType.CUDA, trainer);
            case "cuda":
                throw new InvalidInputException(
                    $"compute.device is 'cuda', but GPU {trainer} is not there. Build with -p:TorchBackend=cuda on a machine with an NVIDIA driver, or use 'cpu'.");
            default:
                throw new InvalidInputException($"compute.device is '{type}'; valid names: cpu, cuda.");
        }
    }
}
