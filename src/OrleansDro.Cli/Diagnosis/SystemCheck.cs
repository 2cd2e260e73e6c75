using System.Runtime.InteropServices;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>Operating system, runtime and C libraries.</summary>
internal static class SystemCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "system";

    /// <summary>The C library of Ubuntu 22.04, the oldest system on which OrleansDro is tested.</summary>
    private static readonly Version OldestGlibc = new(2, 35);

    /// <summary>Checks this machine.</summary>
    public static IEnumerable<Finding> Run() => Judge(SystemFacts.Read());

    /// <summary>Judges.</summary>
    /// <param name="facts">The facts about the machine.</param>
    public static IEnumerable<Finding> Judge(SystemFacts facts)
    {
        yield return Finding.Ok("operatingSystem", $"{facts.OperatingSystem}, {facts.Architecture.ToString().ToLowerInvariant()}");
        yield return Finding.Ok("runtime", $".NET {facts.Runtime}");
        if (!facts.IsLinux)
        {
            yield break;
        }

        var libraries = $"glibc {facts.Glibc?.ToString() ?? "not found"}, {facts.StandardLibrary ?? "libstdc++ not found"}";
        yield return (facts.Architecture, facts.Glibc) switch
        {
            (not Architecture.X64, _) => Finding.Failure("cLibrary", libraries, "On Linux the numeric library is available only for x64 processors. Use an x64 machine."),
            (_, null) => Finding.Failure("cLibrary", libraries, "The numeric library needs glibc, which for example Alpine does not have. Use Debian 12, Ubuntu 22.04 or newer."),
            var (_, glibc) when glibc < OldestGlibc => Finding.Warning("cLibrary", libraries, "OrleansDro is not tested on systems this old. Use Debian 12, Ubuntu 22.04 or newer."),
            _ => Finding.Ok("cLibrary", libraries),
        };
    }
}
