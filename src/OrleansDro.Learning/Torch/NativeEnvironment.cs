using System.Runtime.InteropServices;

namespace OrleansDro.Learning.Torch;

/// <summary>
/// The environment variables that native libraries of this process read. On Linux, .NET copies the environment when the process starts, and
/// <see cref="Environment.SetEnvironmentVariable(string, string?)"/> changes the copy only, which native code does not see.
/// </summary>
public static partial class NativeEnvironment
{
    private const string Library = "libc";

    /// <summary>Reads a variable.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <returns>Its value as native code sees it, or null if it is not set. On other systems than Linux: the value that .NET has.</returns>
    public static string? Get(string name) =>
        OperatingSystem.IsLinux() ? Marshal.PtrToStringUTF8(GetVariable(name)) : Environment.GetEnvironmentVariable(name);

    /// <summary>
    /// Sets a variable, also if it has a value. Libraries read most variables once, when they are loaded or first used, so call this before that. Child processes that
    /// .NET starts do not inherit the value. The C library does not protect readers on other threads while a variable is set, so set variables early in the process.
    /// Does nothing on other systems than Linux.
    /// </summary>
    /// <param name="name">The name of the variable; not empty, without '='.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">The C library refuses the name.</exception>
    public static void Set(string name, string value)
    {
        if (OperatingSystem.IsLinux() && SetVariable(name, value, overwrite: 1) != 0)
        {
            throw new ArgumentException($"The environment variable '{name}' cannot be set: {Marshal.GetLastPInvokeErrorMessage()}.", nameof(name));
        }
    }

    [LibraryImport(Library, EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint GetVariable(string name);

    [LibraryImport(Library, EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
