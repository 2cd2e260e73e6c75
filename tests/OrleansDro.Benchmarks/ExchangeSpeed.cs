using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;
using OrleansDro.Grains;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Benchmarks;

/// <summary>
/// Gradients between a silo in this process and one in another: how fast they go there and come back added up, what that allocates here, and how long a small call between the
/// two silos takes meanwhile. Needs redis-server.
/// </summary>
internal static class ExchangeSpeed
{
    private const double Gibibyte = 1 << 30;
    private const int Mebibyte = 1 << 20;
    private const int WarmUpRounds = 5;
    private static readonly TimeSpan PingEvery = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static Command CreateCommand()
    {
        var sizes = new Option<int[]>("--sizes")
        {
            Description = "Sizes of a gradient in millions of numbers (each of four bytes in memory).",
            DefaultValueFactory = _ => [1, 4, 16],
            AllowMultipleArgumentsPerToken = true,
        };
        var format = new Option<GradientFormat>("--format") { Description = "How the numbers are written.", DefaultValueFactory = _ => GradientFormat.Float32 };
        var rounds = new Option<int>("--rounds") { Description = "Gradients of each size.", DefaultValueFactory = _ => 60 };
        var json = new Option<bool>("--json") { Description = "Print a JSON object for each size." };
        var command = new Command("exchange", "Gradients between two processes.") { sizes, format, rounds, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetValue(sizes)!, parsed.GetValue(format), parsed.GetValue(rounds), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int[] sizes, GradientFormat format, int rounds, bool json, CancellationToken cancellationToken)
    {
        await using var cluster = await ProcessCluster.StartAsync(controls: 1, trainers: 1, cancellationToken);
        var reducers = new TaskCompletionSource<GradientReducers>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var options = new ClusterSiloOptions
        {
            Cluster = cluster.Address,
            Node = new NodeOptions { Roles = NodeRoles.Trainer, Devices = [] },
            ConfigureServices = services => services.AddHostedService(provider => new Capture<GradientReducers>(provider, reducers)),
        };
        var running = ClusterSilo.RunAsync(options, _ => { }, stop.Token);
        try
        {
            await await Task.WhenAny(reducers.Task, running);
            var peer = new TrainerId(cluster.Running(SiloRole.Trainer)[0].Address, "cpu:0");
            foreach (var size in sizes)
            {
                var result = await Measure(await reducers.Task, peer, size, format, rounds);
                Console.WriteLine(json ? JsonSerializer.Serialize(result) : string.Join('\n', result.Select(value => FormattableString.Invariant($"{value.Key,28} {value.Value:0.###}"))));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }

        return 0;
    }

    private static async Task<Dictionary<string, object>> Measure(GradientReducers reducers, TrainerId peer, int millions, GradientFormat format, int rounds)
    {
        var count = millions * Mebibyte;
        var buffers = new GradientBuffers(count);
        var generation = new Generation(millions, 0, [new GenerationMember(peer, [0])], IsObserved: true);
        var channel = new ReducerChannel(
            [.. Enumerable.Range(0, GradientSlices.CountFor(count)).Select(slice => (reducers.Of(generation, slice), new GradientSlice("exchange", generation.Number, slice), true))],
            count,
            format,
            microBatches: 1,
            TimeProvider.System);
        var values = buffers.Rent();
        new Random(1).NextBytes(MemoryMarshal.AsBytes(values.Numbers.AsSpan()));
        GradientEncoding.Round(values.Numbers, format);
        var gradient = GradientSum.Of(new PartialGradient(1, values));
        var (sent, received, allocated) = (new List<double>(), new List<double>(), new List<double>());
        var pings = new List<double>();
        for (var round = 0; round < WarmUpRounds + rounds; round++)
        {
            using var done = new CancellationTokenSource();
            var pinging = Ping(reducers.Of(generation, 0), done.Token);
            var before = GC.GetTotalAllocatedBytes();
            var began = Stopwatch.GetTimestamp();
            await channel.Contribute(round, TreeNode.Of(0), gradient, CancellationToken.None);
            var sending = Stopwatch.GetElapsedTime(began);
            began = Stopwatch.GetTimestamp();
            using var room = buffers.Rent();
            var slices = new ReducedSlices(round, room);
            using var sum = ((AllReduceReply.Reduced)await channel.Get(slices, Patience, CancellationToken.None)).Gradient;
            var receiving = Stopwatch.GetElapsedTime(began);
            await done.CancelAsync();
            if (round >= WarmUpRounds)
            {
                var bytes = (double)count * GradientEncoding.SizeOf(format);
                sent.Add(bytes / Gibibyte / sending.TotalSeconds);
                received.Add(bytes / Gibibyte / receiving.TotalSeconds);
                allocated.Add(GC.GetTotalAllocatedBytes() - before);
                pings.AddRange(await pinging);
            }
        }

        return new Dictionary<string, object>
        {
            ["numbers"] = count,
            ["format"] = format.ToString(),
            ["cores"] = Environment.ProcessorCount,
            ["sentGibibytesPerSecondP50"] = Percentile.Of(sent.ToArray(), 50),
            ["receivedGibibytesPerSecondP50"] = Percentile.Of(received.ToArray(), 50),
            ["allocatedKibibytesP50"] = Percentile.Of(allocated.ToArray(), 50) / 1024,
            ["smallCallMillisecondsP50"] = Percentile.Of(pings.ToArray(), 50),
            ["smallCallMillisecondsP99"] = Percentile.Of(pings.ToArray(), 99),
        };
    }

    /// <summary>Small calls to the same silo, one after the other.</summary>
    private static async Task<List<double>> Ping(IGradientReducerService service, CancellationToken end)
    {
        var slice = new GradientSlice("ping", 0, 0);
        var milliseconds = new List<double>();
        while (!end.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            _ = await service.GetReduced(slice, 0, TimeSpan.Zero);
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(PingEvery, CancellationToken.None);
        }

        return milliseconds;
    }
}
