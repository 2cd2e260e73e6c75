using System.Runtime.CompilerServices;

namespace OrleansDro.Cluster.Tests;

/// <summary>The silos of these tests live for seconds: what the runtime spends on finding out which of their code is hot never comes back, and is left out.</summary>
internal static class ShortLivedProcesses
{
    [ModuleInitializer]
    internal static void LeaveProfilingOut() => Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
}
