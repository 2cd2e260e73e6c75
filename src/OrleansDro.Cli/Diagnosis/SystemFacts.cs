using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>Facts about the operating system and its C libraries.</summary>
/// <param name="OperatingSystem">Its name and version.</param>
/// <param name="IsLinux">Whether it is Linux.</param>
/// <param name="Architecture">The architecture of the process.</param>
/// <param name="Runtime">The version of .NET.</param>
/// <param name="Glibc">The version of glibc; null if the C library is another one.</param>
/// <param name="StandardLibrary">The newest symbol version of the C++ library, such as <c>GLIBCXX_3.4.30</c>; null if it is not known.</param>
internal sealed partial record SystemFacts(string OperatingSystem, bool IsLinux, Architecture Architecture, Version Runtime, Version? Glibc, string? StandardLibrary)
{
    private const string ReleaseFile = "/etc/os-release";
    private const string ReleaseName = "PRETTY_NAME=";

    /// <summary>Reads the facts of this machine.</summary>
    public static SystemFacts Read()
    {
        var isLinux = System.OperatingSystem.IsLinux();
        var release = isLinux && File.Exists(ReleaseFile)
            ? File.ReadLines(ReleaseFile).FirstOrDefault(line => line.StartsWith(ReleaseName, StringComparison.Ordinal))?[ReleaseName.Length..].Trim('"')
            : null;
        return new SystemFacts(
            isLinux ? $"{release ?? RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version}" : RuntimeInformation.OSDescription,
            isLinux,
            RuntimeInformation.ProcessArchitecture,
            Environment.Version,
            isLinux ? ReadGlibc() : null,
            isLinux ? ReadStandardLibrary() : null);
    }

    private static Version? ReadGlibc()
    {
        if (!NativeLibrary.TryLoad("libc.so.6", out var library) || !NativeLibrary.TryGetExport(library, "gnu_get_libc_version", out var function))
        {
            return null;
        }

        var text = Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<GlibcVersion>(function)());
        return Version.TryParse(text, out var version) ? version : null;
    }

    // The runtime itself uses the C++ library, so it is loaded.
    private static string? ReadStandardLibrary()
    {
        var file = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1])
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libstdc++.so", StringComparison.Ordinal));
        return file is null || !File.Exists(file)
            ? null
            : SymbolVersion().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(file))).MaxBy(match => Version.Parse(match.Groups[1].Value))?.Value;
    }

    [GeneratedRegex(@"GLIBCXX_(\d+\.\d+(?:\.\d+)?)")]
    private static partial Regex SymbolVersion();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint GlibcVersion();
}
