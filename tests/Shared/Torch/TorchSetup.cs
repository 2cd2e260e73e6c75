using System.Runtime.CompilerServices;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Tests.Shared.Torch;

/// <summary>
/// Prepares the process of the tests before the first of them uses Torch. Many small networks of the tests do not pad their channels, so that the process gives up the wide
/// instruction sets on a processor that hides its caches.
/// </summary>
internal static class TorchSetup
{
    [ModuleInitializer]
    internal static void Prepare()
    {
        _ = TorchRuntime.Prepare();
        InstructionSetLimit.DecideFor(padsChannels: false);
    }
}
