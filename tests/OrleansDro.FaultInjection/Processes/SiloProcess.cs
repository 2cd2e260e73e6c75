namespace OrleansDro.FaultInjection.Processes;

/// <summary>A silo in a process of its own, to be killed, terminated and paused.</summary>
internal sealed class SiloProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(40);

    private readonly ChildProcess _process;

    private SiloProcess(SiloRole role, ChildProcess process, string line)
    {
        Role = role;
        _process = process;
        Address = ReadyLine.SiloOf(line)!;
        Http = ReadyLine.HttpOf(line);
        ReadyAt = DateTimeOffset.UtcNow;
        SteadySince = ReadyAt;
    }

    /// <summary>What it was started for.</summary>
    public SiloRole Role { get; }

    /// <summary>Its address with its generation, as Orleans writes it.</summary>
    public string Address { get; }

    /// <summary>Where it answers over HTTP; null where it does not.</summary>
    public Uri? Http { get; }

    /// <summary>When it was ready.</summary>
    public DateTimeOffset ReadyAt { get; }

    /// <summary>Since when nothing was done to it: a silo that stood still may be about to learn that the others gave it up.</summary>
    public DateTimeOffset SteadySince { get; private set; }

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it ended with; fails before it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Whether it was told to stand still.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether it was asked to end.</summary>
    public bool IsLeaving { get; private set; }

    /// <summary>The last lines of its output, with its name.</summary>
    public string LastOutput => $"{Role} {Address} ({StateInWords}):\n{_process.LastOutput}";

    /// <summary>The last lines of its log.</summary>
    public IReadOnlyList<LogLine> Log => LogLine.In(_process.LastOutput);

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    /// <exception cref="TimeoutException">It was not ready in time.</exception>
    public static Task<SiloProcess> StartAsync(SiloRole role, IEnumerable<string> arguments, CancellationToken cancellationToken = default) =>
        StartAsync(role, arguments, new Dictionary<string, string>(), cancellationToken);

    /// <summary>Starts one with variables in its environment, and waits until it is ready.</summary>
    /// <inheritdoc cref="StartAsync(SiloRole, IEnumerable{string}, CancellationToken)"/>
    public static async Task<SiloProcess> StartAsync(
        SiloRole role, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken = default)
    {
        var process = OrleansDroCommand.Start(["silo", .. arguments], line => ReadyLine.SiloOf(line) is not null, environment);
        try
        {
            var line = await process.AnnouncementAsync(StartLimit, cancellationToken);
            return new SiloProcess(role, process, line);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has logged an event.</summary>
    /// <param name="eventId">The id of the event, see <see cref="LogEvents"/>.</param>
    /// <param name="since">The earliest time of the event.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="TimeoutException">It was not logged in time.</exception>
    public Task WaitForLogAsync(int eventId, DateTimeOffset since, TimeSpan limit, CancellationToken cancellationToken = default) => Eventually.IsTrueAsync(
        () => Log.Any(line => line.EventId == eventId && line.Time >= since),
        () => FormattableString.Invariant($"event {eventId} was not logged. The last output of {LastOutput}"),
        limit,
        cancellationToken);

    /// <summary>Kills it: kill -9.</summary>
    public Task Kill9Async() => _process.KillAsync();

    /// <summary>Asks it to end in good order.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It goes on.</exception>
    public async Task<TimeSpan> TerminateAsync(CancellationToken cancellationToken = default)
    {
        IsLeaving = true;
        var began = DateTime.Now; // The exit time of a process is told in local time.
        _process.Send(Signal.Terminate);
        await _process.WaitForExitAsync(ExitLimit, cancellationToken);
        return _process.ExitTime - began;
    }

    /// <summary>Lets it stand still.</summary>
    public void Stop()
    {
        IsStopped = true;
        _process.Send(Signal.Stop);
    }

    /// <summary>Lets it go on.</summary>
    public void Continue()
    {
        _process.Send(Signal.Continue);
        SteadySince = DateTimeOffset.UtcNow;
        IsStopped = false;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string StateInWords => HasExited ? FormattableString.Invariant($"ended with {_process.ExitCode}") : IsStopped ? "stopped" : "running";
}
