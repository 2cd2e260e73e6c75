using System.Diagnostics;

namespace OrleansDro.Cli.Tests;

/// <summary>Runs programs as a user does.</summary>
internal static class Command
{
    private const string TokenVariable = "ORLEANSDRO_API_TOKEN";
    private const string ContextVariable = "ORLEANSDRO_CONTEXT";

    // The tests do not depend on what the user of this machine has stored.
    private static readonly string NoContext = Path.Combine(AppContext.BaseDirectory, "no-context.json");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs the orleansdro of this build.</summary>
    public static Task<(int ExitCode, string Output, string Error)> OrleansDroAsync(params string[] arguments) => OrleansDroAsync(null, arguments);

    /// <summary>Runs the orleansdro of this build with a token in its environment.</summary>
    public static Task<(int ExitCode, string Output, string Error)> OrleansDroAsync(string? token, string[] arguments) =>
        RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "orleansdro.dll"), .. arguments], token);

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program, in the path or with its folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="token">A token in its environment.</param>
    /// <param name="folder">Its working folder; null for that of the tests.</param>
    /// <param name="variables">Variables of its own: those whose value is null are not set.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string program, IEnumerable<string> arguments, string? token = null, string? folder = null, IReadOnlyDictionary<string, string?>? variables = null)
    {
        var start = CreateStart(program, arguments, token);
        start.WorkingDirectory = folder ?? "";
        foreach (var (name, value) in variables ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await WaitForExitAsync(process);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Runs the orleansdro of this build with variables of its own: those whose value is null are not set.</summary>
    public static Task<(int ExitCode, string Output, string Error)> OrleansDroWithAsync(IReadOnlyDictionary<string, string?> variables, params string[] arguments) =>
        RunWithAsync(Path.Combine(AppContext.BaseDirectory, "orleansdro.dll"), variables, arguments);

    /// <summary>Runs an assembly with variables of its own: those whose value is null are not set.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunWithAsync(string assembly, IReadOnlyDictionary<string, string?> variables, params string[] arguments) =>
        RunAsync("dotnet", [assembly, .. arguments], variables: variables);

    public static Process Start(string program, IEnumerable<string> arguments, string? token = null) => Process.Start(CreateStart(program, arguments, token))!;

    public static async Task WaitForExitAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{process.StartInfo.FileName} did not end within {Limit}.");
        }
    }

    private static ProcessStartInfo CreateStart(string program, IEnumerable<string> arguments, string? token = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[TokenVariable] = token;
        start.Environment[ContextVariable] = NoContext;
        return start;
    }
}
