using System.Runtime.CompilerServices;
using TorchSharp;

namespace OrleansDro.Learning.Tests;

/// <summary>The tensors of these tests are so small that a second thread only waits for the first, and on a busy machine waits long.</summary>
internal static class SingleThreadedTorch
{
    [ModuleInitializer]
    internal static void Set() => torch.set_num_threads(1);
}
