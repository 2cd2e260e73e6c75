using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using TorchSharp;

namespace OrleansDro.Learning.Torch;

/// <summary>The versions of Torch and of the numeric libraries within it.</summary>
internal static partial class LibraryVersions
{
    // Functions of libtorch's C++ interface without parameters that return a std::string, with the names that GCC generates.
    private const string OneDnnFunction = "_ZN2at18get_mkldnn_versionB5cxx11Ev";
    private const string MklFunction = "_ZN2at15get_mkl_versionB5cxx11Ev";

    /// <summary>The libraries with their versions, such as <c>libtorch 2.10.0, TorchSharp 0.107.0, oneDNN 3.7.1, MKL 2024.2</c>; those within Torch only if this build can report them.</summary>
    public static string Read() => string.Join(
        ", ",
        new[]
        {
            $"libtorch {Version.Parse(torch.__version__).ToString(3)}",
            $"TorchSharp {TorchSharpVersion}",
            Named("oneDNN", Ask(OneDnnFunction)),
            Named("MKL", Ask(MklFunction)),
        }.Where(part => part is not null));

    /// <summary>Calls a function of libtorch_cpu without parameters that returns a <c>std::string</c>.</summary>
    /// <param name="function">Its name in the library.</param>
    /// <returns>The text, or null if this build of Torch has no such function.</returns>
    public static unsafe string? Ask(string function)
    {
        // How the caller passes the buffer of the result differs between processors; the layout is that of GCC's library, which the name of the function implies.
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64
            || !NativeLibrary.TryLoad("torch_cpu", typeof(torch.nn).Assembly, searchPath: null, out var library)
            || !NativeLibrary.TryGetExport(library, function, out var address))
        {
            return null;
        }

        // Address, length, and a buffer for short texts. A longer text is not freed: it is read once in a process.
        var text = stackalloc nint[4];
        _ = ((delegate* unmanaged<nint*, nint*>)address)(text);
        return Marshal.PtrToStringUTF8(text[0], (int)text[1]);
    }

    private static string TorchSharpVersion =>
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? typeof(torch).Assembly.GetName().Version?.ToString() ?? "unknown";

    private static string? Named(string library, string? text) => text is not null && VersionNumber().Match(text) is { Success: true } match ? $"{library} {match.Value}" : null;

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex VersionNumber();
}
