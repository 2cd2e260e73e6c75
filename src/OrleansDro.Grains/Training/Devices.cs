using System.Globalization;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Learning;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Training;

/// <summary>The devices of this process.</summary>
internal static class Devices
{
    /// <summary>Opens a device by its name: all <c>cpu:N</c> share the CPU; each <c>cuda:N</c> is a GPU of its own.</summary>
    /// <param name="name">The device.</param>
    /// <param name="type">The type that the run asks for.</param>
    /// <exception cref="InvalidInputException">The device is of another type, or not there.</exception>
    public static Device Open(string name, string type)
    {
        var parts = name.Split(':');
        switch (parts)
        {
            case [var found, ..] when found != type:
                throw new InvalidInputException($"The run's compute.device is '{type}', but this trainer's device is {name}.");
            case ["cpu", ..]:
                return CPU;
            case ["cuda", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && TryInitializeDeviceType(DeviceType.CUDA) && index < cuda.device_count():
                return new Device(DeviceType.CUDA, index);
            default:
                throw new InvalidInputException(
                    $"The device {name} is not there. Build with -p:TorchBackend=cuda on a machine with an NVIDIA driver, or use 'cpu'.");
        }
    }

    /// <summary>Torch's name of the numbers that a network is computed with.</summary>
    public static ScalarType TypeOf(ComputePrecision precision) => precision == ComputePrecision.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Sets how many threads Torch computes with when it is called from this thread.</summary>
    public static void UseThreads(int threads)
    {
        // Torch sets up a thread's pool when it is first used, with the number that any thread set last. Only a number set after that is this thread's own.
        set_num_threads(threads);
        _ = get_num_threads();
        set_num_threads(threads);
    }
}
