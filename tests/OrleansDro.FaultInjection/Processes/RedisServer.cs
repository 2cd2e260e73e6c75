using System.Globalization;
using System.Net.Sockets;

namespace OrleansDro.FaultInjection.Processes;

/// <summary>
/// A real Redis on a free port of this machine, with a folder and an append-only file of its own. It can be stopped, killed and paused, and comes up again on the
/// same port with the same data.
/// </summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "redis-server";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleansdro-redis-");
    private readonly IReadOnlyList<string> _options;
    private ChildProcess? _process;

    private RedisServer(int port, IReadOnlyList<string> options) => (Port, _options) = (port, options);

    /// <summary>Whether this machine has Redis.</summary>
    public static bool IsInstalled { get; } = SearchPath.Has(Program);

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>Host and port.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The last lines of its output.</summary>
    public string LastOutput => _process?.LastOutput ?? "";

    /// <summary>Starts one.</summary>
    public static Task<RedisServer> StartNewAsync(CancellationToken cancellationToken = default) => StartNewAsync([], cancellationToken);

    /// <summary>Starts one.</summary>
    /// <param name="options">Options of its command line beside those that it needs here.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<RedisServer> StartNewAsync(IReadOnlyList<string> options, CancellationToken cancellationToken = default)
    {
        var server = new RedisServer(FreePort.Find(), options);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it, the first time or again, and waits until it has read its data and answers.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_process is { HasExited: false })
        {
            throw new InvalidOperationException("Redis runs already.");
        }

        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _process = ChildProcess.Start(
            Program,
            [
                "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName, "--daemonize", "no",
                "--appendonly", "yes", "--appendfsync", "everysec", "--save", "", .. _options,
            ]);
        await Eventually.IsTrueAsync(
            () => _process.HasExited
                ? throw new InvalidOperationException($"Redis ended with {_process.ExitCode}. Its last output:\n{LastOutput}")
                : AnswersAsync(cancellationToken),
            () => $"Redis does not answer. Its last output:\n{LastOutput}",
            StartLimit,
            cancellationToken);
    }

    /// <summary>Whether it answers a PING within a second, be it by asking for a password. While it reads its data it answers otherwise.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            return await AskAsync("PING", limit.Token) is "+PONG" or "-NOAUTH Authentication required.";
        }
        catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Sends one command and reads one line of the answer.</summary>
    public async Task<string?> AskAsync(string command, CancellationToken cancellationToken = default) => (await AskAsync([command], cancellationToken))[0];

    /// <summary>Sends commands over one connection and reads one line of each answer.</summary>
    public async Task<IReadOnlyList<string?>> AskAsync(IReadOnlyList<string> commands, CancellationToken cancellationToken = default)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        var answers = new List<string?>();
        foreach (var command in commands)
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
            answers.Add(await reader.ReadLineAsync(cancellationToken));
        }

        return answers;
    }

    /// <summary>Lets it write its data and end.</summary>
    public async Task StopAsync()
    {
        _process!.Send(Signal.Terminate);
        await _process.WaitForExitAsync(StopLimit);
    }

    /// <summary>Kills it.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Lets it stand still: connections stay open, and nothing answers.</summary>
    public void Suspend() => _process!.Send(Signal.Stop);

    /// <summary>Lets it go on.</summary>
    public void Continue() => _process!.Send(Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
