using System.Diagnostics;
using System.Globalization;

namespace OrleansDro.Cli.Tests;

/// <summary>A training in a process of its own that answers over HTTP.</summary>
internal sealed class Training : IAsyncDisposable
{
    private const string Announcement = "Listening on ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _output;
    private Task<string> _error = Task.FromResult("");

    private Training(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Where it answers.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The token with which its cases can be changed; null for none.</summary>
    public string? Token { get; private init; }

    /// <summary>Starts it and waits until it takes steps.</summary>
    public static async Task<Training> StartAsync(string spec, string folder, string? token = null)
    {
        var training = new Training(Command.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "orleansdro.dll"), "train", spec, "--out", folder, "--http-port", "0"], token)) { Token = token };
        using var limit = new CancellationTokenSource(Limit);
        var error = training._process.StandardError;
        var lines = "";
        while (!lines.Contains("samples/s", StringComparison.Ordinal))
        {
            var line = await error.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("The training ended: " + lines);
            lines += line + "\n";
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                training.Address = line[Announcement.Length..];
            }
        }

        training._error = error.ReadToEndAsync(CancellationToken.None);
        return training;
    }

    /// <summary>Asks it to stop, as Ctrl+C does, and waits for its end.</summary>
    public async Task<int> InterruptAsync()
    {
        using var kill = Command.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        return await WaitAsync();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> WaitAsync()
    {
        await Command.WaitForExitAsync(_process);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await Task.WhenAll(_output, _error);
        _process.Dispose();
    }
}
