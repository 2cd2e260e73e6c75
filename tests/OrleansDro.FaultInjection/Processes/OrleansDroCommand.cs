namespace OrleansDro.FaultInjection.Processes;

/// <summary>The orleansdro of this build, as a process.</summary>
internal static class OrleansDroCommand
{
    private const string Host = "dotnet";
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "orleansdro.dll");

    public static ChildProcess Start(IEnumerable<string> arguments, Func<string, bool>? isAnnouncement = null, IReadOnlyDictionary<string, string>? environment = null) =>
        ChildProcess.Start(Host, [Assembly, .. arguments], isAnnouncement, environment);

    /// <summary>Runs a command to its end.</summary>
    /// <returns>The last lines of its output.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    /// <exception cref="TimeoutException">It did not end.</exception>
    public static async Task<string> RunAsync(IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        await using var process = Start(arguments);
        await process.WaitForExitAsync(limit, cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"orleansdro {string.Join(' ', arguments)} ended with {process.ExitCode}. Its last output:\n{process.LastOutput}");
        }

        return await process.OutputAsync();
    }
}
