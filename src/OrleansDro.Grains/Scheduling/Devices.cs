using System.Globalization;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Grains.Scheduling;

/// <summary>The devices of this process.</summary>
public static class Devices
{
    /// <summary>The names of devices of one type, numbered from 0.</summary>
    /// <param name="type">The type: cpu or cuda.</param>
    /// <param name="count">How many.</param>
    public static IEnumerable<string> Names(string type, int count) => Enumerable.Range(0, count).Select(number => NameOf(type, number));

    /// <summary>The name of a device.</summary>
    /// <param name="type">The type: cpu or cuda.</param>
    /// <param name="number">Its number, from 0.</param>
    public static string NameOf(string type, int number) => string.Create(CultureInfo.InvariantCulture, $"{type}:{number}");

    /// <summary>Opens a device by its name: all <c>cpu:N</c> share the CPU; each <c>cuda:N</c> is a GPU of its own.</summary>
    /// <param name="name">The device.</param>
    /// <param name="type">The type that the run asks for.</param>
    /// <exception cref="InvalidInputException">The device has another type, or is not available.</exception>
    internal static Device Open(string name, string type)
    {
        var parts = name.Split(':');
        switch (parts)
        {
            case [var found, ..] when found != type:
                throw new InvalidInputException($"The run's compute.device is '{type}', but this trainer's device is {name}.");
            case ["cpu", ..]:
                return CPU;
            case ["cuda", var number] when Problem(name) is null
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && TryInitializeDeviceType(DeviceType.CUDA) && index < cuda.device_count():
                return new Device(DeviceType.CUDA, index);
            default:
                throw new InvalidInputException($"The device {name} is not available. {Problem(name) ?? "Torch does not find it."} 'orleansdro doctor' lists the devices of a machine.");
        }
    }

    /// <summary>Checks that devices are available, without loading Torch.</summary>
    /// <param name="names">The devices.</param>
    /// <param name="source">The field of a spec or the option that names them.</param>
    /// <exception cref="InvalidInputException">A device is not available; the message says why, and the remedy.</exception>
    public static void Require(IEnumerable<string> names, string source)
    {
        foreach (var name in names)
        {
            if (Problem(name) is { } problem)
            {
                throw new InvalidInputException($"{source} asks for the device {name}, which is not available. {problem} 'orleansdro doctor' lists the devices of this machine.");
            }
        }
    }

    private static string? Problem(string name) => name.Split(':') is ["cuda", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        ? CudaSupport.Read().Problem(index)
        : null;

    /// <summary>Torch's type of the numbers that a network is computed with.</summary>
    internal static ScalarType TypeOf(ComputePrecision precision) => precision == ComputePrecision.Bfloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    /// <summary>Sets how many threads Torch computes with when it is called from this thread.</summary>
    internal static void UseThreads(int threads)
    {
        // Torch creates a thread's pool on first use, with the number that any thread set last. Only a number that is set after that belongs to this thread.
        set_num_threads(threads);
        _ = get_num_threads();
        set_num_threads(threads);
    }
}
