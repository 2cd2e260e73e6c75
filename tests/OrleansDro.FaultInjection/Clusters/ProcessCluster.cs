using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Processes;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.FaultInjection.Clusters;

/// <summary>A cluster of real processes on this machine: Redis, control silos, trainer silos with one CPU device each, a shared folder of checkpoints, and a client.</summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    /// <summary>The folder of data of its silos: all of this machine.</summary>
    public const string DataRoot = "/";

    private const string ClusterId = "test";
    private const int ExitedSilosTold = 4;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleansdro-cluster-");
    private readonly List<SiloProcess> _silos = [];
    private ClusterClient? _client;

    private ProcessCluster(RedisServer redis) => Redis = redis;

    /// <summary>The server that members and state are kept in.</summary>
    public RedisServer Redis { get; }

    /// <summary>Where the cluster is.</summary>
    public ClusterAddress Address => RedisAddress.TryParse(Redis.Address, out var redis)
        ? new ClusterAddress(new RedisAccess(redis), ClusterId)
        : throw new FormatException($"{Redis.Address} is no address of a Redis.");

    /// <summary>Gives the grains, by a client outside the silos.</summary>
    public IGrainFactory Grains => _client!.Grains;

    /// <summary>The last lines of what the silos wrote; of those that ended, of the latest.</summary>
    public string LastOutputs
    {
        get
        {
            var all = Snapshot();
            return string.Join('\n', all.Where(silo => silo.HasExited).TakeLast(ExitedSilosTold).Concat(all.Where(silo => !silo.HasExited)).Select(silo => silo.LastOutput));
        }
    }

    /// <summary>Starts it; returns when all silos are ready and the client is connected.</summary>
    public static async Task<ProcessCluster> StartAsync(int controls, int trainers, CancellationToken cancellationToken = default)
    {
        var cluster = new ProcessCluster(await RedisServer.StartNewAsync(cancellationToken));
        try
        {
            await cluster.StartSilosAsync(controls, trainers, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The silos of a role that have not ended, in the order in which they became ready.</summary>
    public IReadOnlyList<SiloProcess> Running(SiloRole role) => [.. Snapshot().Where(silo => silo.Role == role && !silo.HasExited)];

    /// <summary>Where those that have not ended answer over HTTP.</summary>
    public IEnumerable<Uri> HttpAddresses => Running(SiloRole.Control).Concat(Running(SiloRole.Trainer)).Select(silo => silo.Http!);

    /// <summary>The silo of an address.</summary>
    public SiloProcess At(string address) => Snapshot().Single(silo => silo.Address == address);

    /// <summary>Starts one more silo; returns when it is ready.</summary>
    public Task<SiloProcess> StartSiloAsync(SiloRole role, CancellationToken cancellationToken = default) => StartSiloAsync(role, new Dictionary<string, string>(), cancellationToken);

    /// <summary>Starts one more silo with variables in its environment; returns when it is ready.</summary>
    public async Task<SiloProcess> StartSiloAsync(SiloRole role, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken = default)
    {
        List<string> arguments =
        [
            "--role", role == SiloRole.Control ? "control" : "trainer", "--redis", Redis.Address, "--cluster", ClusterId,
            "--silo-port", "0", "--gateway-port", "0", "--http-port", "0", "--checkpoint-root", _folder.FullName, "--data-root", DataRoot,
        ];
        if (role == SiloRole.Trainer)
        {
            arguments.AddRange(["--devices", "cpu:1"]);
        }

        var silo = await SiloProcess.StartAsync(role, arguments, environment, cancellationToken);
        lock (_silos)
        {
            _silos.Add(silo);
        }

        return silo;
    }

    /// <summary>Ends all silos at once, and starts as many anew. The client is another one after it.</summary>
    /// <param name="end">Ends a silo: <see cref="SiloProcess.Kill9Async"/>, as a power cut does, or <see cref="SiloProcess.TerminateAsync"/>.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task RestartAsync(Func<SiloProcess, Task> end, CancellationToken cancellationToken = default)
    {
        var (controls, trainers) = (Running(SiloRole.Control).Count, Running(SiloRole.Trainer).Count);
        await DisconnectAsync();
        await Task.WhenAll(Snapshot().Select(end));
        await StartSilosAsync(controls, trainers, cancellationToken);
    }

    /// <summary>Starts a run.</summary>
    public async Task<RunHandle> StartRunAsync(RunSpec spec, TrainerRange trainers, int? stopAfter = null)
    {
        await Grains.GetGrain<IRunGrain>(spec.Name).Start(new RunStart { Spec = spec, Trainers = trainers, StopAfter = stopAfter });
        return Run(spec.Name);
    }

    /// <summary>A run that was started.</summary>
    public RunHandle Run(string name) => new(this, name);

    /// <summary>Runs the command on this cluster, such as <c>submit</c> or <c>runs</c>.</summary>
    /// <returns>The last lines of its output.</returns>
    public Task<string> CommandAsync(IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken = default) =>
        OrleansDroCommand.RunAsync([.. arguments, "--redis", Redis.Address, "--cluster", ClusterId], limit, cancellationToken);

    /// <summary>
    /// The activations on silos that have the address that they announced. On a machine under load a silo can be evicted; its process then has another silo with another address.
    /// </summary>
    public async Task<IReadOnlyList<(SiloProcess Silo, string Grain)>> ActivationsAsync()
    {
        var silos = Snapshot().ToDictionary(silo => silo.Address);
        var statistics = await Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return [.. from item in statistics
                   let silo = silos.GetValueOrDefault(item.SiloAddress.ToParsableString())
                   where silo is not null
                   select (silo, item.GrainType)];
    }

    /// <summary>The control silo that holds a run. The question is repeated: it may go through a silo that has just been killed.</summary>
    public async Task<SiloProcess> HolderOfAsync(string run)
    {
        var address = await Persistence.AskAsync(
            async () => await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(Grains.GetGrain<IRunGrain>(run)))
            ?? throw new InvalidOperationException($"The run {run} is on no silo.");
        return At(address.ToParsableString());
    }

    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        foreach (var silo in Snapshot())
        {
            await silo.DisposeAsync();
        }

        await Redis.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartSilosAsync(int controls, int trainers, CancellationToken cancellationToken)
    {
        var roles = Enumerable.Repeat(SiloRole.Control, controls).Concat(Enumerable.Repeat(SiloRole.Trainer, trainers));
        await Task.WhenAll(roles.Select(role => StartSiloAsync(role, cancellationToken)));
        _client = await ClusterClient.ConnectAsync(Address, ConnectLimit, cancellationToken: cancellationToken);
    }

    private async Task DisconnectAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
            _client = null;
        }
    }

    private SiloProcess[] Snapshot()
    {
        lock (_silos)
        {
            return [.. _silos];
        }
    }
}
