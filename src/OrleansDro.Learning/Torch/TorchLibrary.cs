using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Torch;

/// <summary>Loads the native half of TorchSharp, which can fail: a file is missing, or the system is too old for it.</summary>
public static class TorchLibrary
{
    private static readonly string[] Libraries = ["torch_cpu", "LibTorchSharp"];
    private static readonly Lazy<string?> Attempt = new(Load);

    /// <summary>Why the library cannot be loaded, in a clause; null if it is loaded. The first call loads it.</summary>
    public static string? Problem => Attempt.Value;

    /// <summary>The remedy if the library cannot be loaded, in sentences.</summary>
    public static string Remedy =>
        "Use Debian 12, Ubuntu 22.04 or newer on an x64 processor. All native files must be where the build or the installation put them; a program of your own gets them from the package OrleansDro.Torch.Cpu.";

    /// <summary>Checks that the library is loaded.</summary>
    /// <exception cref="TorchLibraryException">It cannot be loaded.</exception>
    public static void Require()
    {
        if (Problem is { } problem)
        {
            throw new TorchLibraryException($"The numeric library cannot be loaded: {problem}. {Remedy}");
        }
    }

    // TorchSharp tries the same first. If that fails, TorchSharp copies half a gigabyte from the package cache, and writes a long trace to the terminal.
    private static string? Load()
    {
        try
        {
            foreach (var library in Libraries)
            {
                _ = NativeLibrary.Load(library, typeof(nn).Assembly, searchPath: null);
            }

            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            return Essence(exception.Message);
        }
    }

    /// <summary>
    /// The line of .NET's message with the cause. The message has a line for each file that was tried; an existing file that cannot be loaded explains more than a missing one.
    /// If all are missing, it is the message's first sentence: the next ones advise on tools.
    /// </summary>
    /// <param name="message">The message of the exception.</param>
    internal static string Essence(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines.Skip(1).FirstOrDefault(line => !line.Contains("cannot open shared object file", StringComparison.Ordinal) || !line.StartsWith(Path.DirectorySeparatorChar))
            ?? lines.First().Split(". ")[0]).TrimEnd('.');
    }
}
