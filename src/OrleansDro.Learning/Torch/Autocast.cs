using System.Runtime.InteropServices;
using OrleansDro.Robustness.Errors;
using TorchSharp;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Torch;

/// <summary>
/// PyTorch's autocast, which TorchSharp does not offer: while it is open, Torch computes what gains by it (convolutions, matrix products) in a shorter
/// number format. It holds for one thread, so it is opened and disposed on the same one. For the forward pass only: the backward pass follows its graph.
/// </summary>
internal sealed unsafe class Autocast : IDisposable
{
    // Functions of libtorch's C++ interface, with the names that GCC and Clang generate. Device types and number formats are signed bytes there.
    private const string IsEnabledName = "_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE";
    private const string SetEnabledName = "_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb";
    private const string SetTypeName = "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE";
    private const string EnterName = "_ZN2at8autocast17increment_nestingEv";
    private const string LeaveName = "_ZN2at8autocast17decrement_nestingEv";
    private const string ForgetCastsName = "_ZN2at8autocast11clear_cacheEv";
    private static readonly string[] Names = [IsEnabledName, SetEnabledName, SetTypeName, EnterName, LeaveName, ForgetCastsName];

    private static readonly nint Library = NativeLibrary.TryLoad("torch_cpu", typeof(nn).Assembly, searchPath: null, out var library) ? library : 0;
    private static readonly delegate* unmanaged<sbyte, byte> IsEnabled = (delegate* unmanaged<sbyte, byte>)Find(IsEnabledName);
    private static readonly delegate* unmanaged<sbyte, byte, void> SetEnabled = (delegate* unmanaged<sbyte, byte, void>)Find(SetEnabledName);
    private static readonly delegate* unmanaged<sbyte, sbyte, void> SetType = (delegate* unmanaged<sbyte, sbyte, void>)Find(SetTypeName);
    private static readonly delegate* unmanaged<int> Enter = (delegate* unmanaged<int>)Find(EnterName);
    private static readonly delegate* unmanaged<int> Leave = (delegate* unmanaged<int>)Find(LeaveName);
    private static readonly delegate* unmanaged<void> ForgetCasts = (delegate* unmanaged<void>)Find(ForgetCastsName);

    private readonly sbyte _device;
    private readonly byte _wasEnabled;

    private Autocast(sbyte device, sbyte type)
    {
        (_device, _wasEnabled) = (device, IsEnabled(device));
        SetType(device, type);
        _ = Enter();
        SetEnabled(device, 1);
    }

    /// <summary>Checks that this process's Torch has it.</summary>
    /// <exception cref="InvalidInputException">It has not.</exception>
    public static void RequireSupport() => RequireSupport(Library);

    /// <summary>Checks that a library has it.</summary>
    /// <param name="library">The handle of a loaded library, or 0.</param>
    /// <exception cref="InvalidInputException">It has not.</exception>
    public static void RequireSupport(nint library)
    {
        if (library == 0 || !Names.All(name => NativeLibrary.TryGetExport(library, name, out _)))
        {
            throw new InvalidInputException("This build of Torch has no autocast, so it cannot compute in bfloat16. Set compute.precision to 'float32'.");
        }
    }

    /// <summary>Begins.</summary>
    /// <param name="device">The device of the network.</param>
    /// <param name="type">The number format.</param>
    public static Autocast Open(DeviceType device, ScalarType type) => new((sbyte)device, (sbyte)type);

    /// <inheritdoc/>
    public void Dispose()
    {
        SetEnabled(_device, _wasEnabled);
        if (Leave() == 0)
        {
            // The casts of the parameters, which the optimizer is about to change.
            ForgetCasts();
        }
    }

    private static nint Find(string function) => Library != 0 && NativeLibrary.TryGetExport(Library, function, out var address) ? address : 0;
}
