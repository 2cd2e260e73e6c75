using System.Diagnostics;
using System.Globalization;

namespace OrleansDro.FaultInjection.Processes;

/// <summary>A process of ours: its output is read as it comes, signals reach it, and it does not outlive its owner.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly OutputTail _output = new();
    private readonly Func<string, bool>? _isAnnouncement;
    private readonly TaskCompletionSource<string> _announcement = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private ChildProcess(Process process, Func<string, bool>? isAnnouncement)
    {
        _process = process;
        _isAnnouncement = isAnnouncement;
        _reading = ReadAsync();
    }

    /// <summary>The process's number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended, of itself or not.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it ended with.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>When it ended.</summary>
    public DateTime ExitTime => _process.ExitTime;

    /// <summary>The last lines of its output.</summary>
    public string LastOutput => _output.ToString();

    /// <summary>Starts a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="isAnnouncement">Tells the line of its standard output for which <see cref="AnnouncementAsync"/> waits; null: there is none.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, Func<string, bool>? isAnnouncement = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return new ChildProcess(Process.Start(start)!, isAnnouncement);
    }

    /// <summary>The line that it announces itself with.</summary>
    /// <exception cref="InvalidOperationException">It ended without.</exception>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public async Task<string> AnnouncementAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await _announcement.Task.WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} was not ready within {limit}. Its last output:\n{LastOutput}");
        }
    }

    /// <summary>Sends a signal; nothing where the process has ended.</summary>
    public void Send(Signal signal)
    {
        // Not by number: they differ between operating systems.
        var name = signal switch
        {
            Signal.Terminate => "TERM",
            Signal.Kill => "KILL",
            Signal.Stop => "STOP",
            Signal.Continue => "CONT",
            _ => throw new ArgumentOutOfRangeException(nameof(signal)),
        };
        if (_process.HasExited)
        {
            return;
        }

        using var kill = Process.Start(new ProcessStartInfo("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public async Task WaitForExitAsync(TimeSpan limit, CancellationToken cancellationToken = default)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} did not end within {limit}. Its last output:\n{LastOutput}");
        }
    }

    /// <summary>The last lines of the output of a process that has ended, all read.</summary>
    public async Task<string> OutputAsync()
    {
        await Task.WhenAny(_reading, Task.Delay(ReadLimit));
        return LastOutput;
    }

    /// <summary>Ends it at once, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Send(Signal.Kill);
        await WaitForExitAsync(KillLimit);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await WaitForExitAsync(KillLimit);
        }

        // A child of a process that died before may still hold its output open; what that writes is of no use.
        await Task.WhenAny(_reading, Task.Delay(ReadLimit));
        _process.Dispose();
    }

    private string Name => $"{_process.StartInfo.FileName} {string.Join(' ', _process.StartInfo.ArgumentList)}";

    private async Task ReadAsync()
    {
        // Its standard error tells why it ended: an end without an announcement is told of after both are read.
        await Task.WhenAll(ReadAsync(_process.StandardOutput, mayAnnounce: true), ReadAsync(_process.StandardError, mayAnnounce: false));
        await _process.WaitForExitAsync();
        if (_announcement.TrySetException(new InvalidOperationException($"{Name} ended with {ExitCode}. Its last output:\n{LastOutput}")))
        {
            _ = _announcement.Task.Exception; // Not every process is waited for.
        }
    }

    private async Task ReadAsync(StreamReader reader, bool mayAnnounce)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _output.Add(line);
            if (mayAnnounce && _isAnnouncement?.Invoke(line) == true)
            {
                _announcement.TrySetResult(line);
            }
        }
    }
}
