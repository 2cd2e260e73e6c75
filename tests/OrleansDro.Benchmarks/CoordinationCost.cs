using OrleansDro.Grains.AllReduce.Reducers;
using System.CommandLine;
using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Hosting;

namespace OrleansDro.Benchmarks;

/// <summary>
/// What the trainers' agreement costs: each draws from the real sampler, waits a time instead of computing, reports its losses, and exchanges a gradient of the given size
/// as trainers do, all in one silo. No network is trained and nothing is applied, so that whatever a step takes beyond the wait is coordination.
/// </summary>
internal static class CoordinationCost
{
    private const int WarmUpSteps = 20; // until the runtime has compiled the sums at their best
    private static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(5);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static Command CreateCommand()
    {
        var trainers = new Option<int[]>("--trainers") { Description = "Numbers of trainers.", DefaultValueFactory = _ => [2, 4, 8, 16, 32, 64], AllowMultipleArgumentsPerToken = true };
        var parameters = new Option<int[]>("--parameters") { Description = "Numbers of a gradient.", DefaultValueFactory = _ => [1_000_000], AllowMultipleArgumentsPerToken = true };
        var format = new Option<GradientFormat[]>("--format") { Description = "How they are written.", DefaultValueFactory = _ => [GradientFormat.Float32], AllowMultipleArgumentsPerToken = true };
        var compute = new Option<double>("--compute") { Description = "Milliseconds that a trainer waits instead of computing.", DefaultValueFactory = _ => 100 };
        var steps = new Option<int>("--steps") { Description = "Steps measured.", DefaultValueFactory = _ => 50 };
        var json = new Option<bool>("--json") { Description = "Print a JSON object for each number of trainers." };
        var output = new Option<FileInfo?>("--out") { Description = "Write a page with a plot." };
        var command = new Command("coordination", "Trainers that wait instead of computing.") { trainers, parameters, format, compute, steps, json, output };
        command.SetAction(async parsed =>
        {
            var sizes = parsed.GetValue(parameters)!.SelectMany(size => parsed.GetValue(format)!.Select(written => (size, written)));
            var points = await RunAsync(parsed.GetValue(trainers)!, sizes, TimeSpan.FromMilliseconds(parsed.GetValue(compute)), parsed.GetValue(steps), parsed.GetValue(json));
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, CoordinationPlot.Create(points));
            }
        });
        return command;
    }

    private static async Task<List<CoordinationPoint>> RunAsync(
        int[] counts, IEnumerable<(int Parameters, GradientFormat Format)> sizes, TimeSpan compute, int steps, bool json)
    {
        var allReduces = new TaskCompletionSource<SiloAllReduceRegistry>();
        await using var cluster = await EmbeddedCluster.StartAsync(services => services.AddHostedService(provider => new Capture<SiloAllReduceRegistry>(provider, allReduces)));
        var silo = (await cluster.Grains.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true)).Keys.Single().ToParsableString();
        var points = new List<CoordinationPoint>();
        foreach (var (parameters, format) in sizes)
        {
            foreach (var count in counts)
            {
                var (taken, read) = await MeasureAsync(cluster, await allReduces.Task, silo, count, parameters, format, compute, steps);
                var point = new CoordinationPoint(Environment.ProcessorCount, count, parameters, format, compute.TotalMilliseconds, Statistics.Median(taken), Statistics.Median(read));
                points.Add(point);
                Console.WriteLine(json ? JsonSerializer.Serialize(point, Json) : FormattableString.Invariant(
                    $"{count,4} trainers, {parameters:#,0} numbers, {format}: a step takes {point.StepMillisecondsP50:0.0} ms, {point.CoordinationMillisecondsP50:0.0} ms of it coordination (to read all gradients once takes {point.ReadMillisecondsP50:0.0}); {point.ShareOfIdeal:0.0 %} of ideal"));
            }
        }

        return points;
    }

    private static async Task<(List<double> Steps, List<double> Reads)> MeasureAsync(
        EmbeddedCluster cluster, SiloAllReduceRegistry allReduces, string silo, int count, int parameters, GradientFormat format, TimeSpan compute, int steps)
    {
        var name = $"coordination-{parameters}-{format}-{count}";
        var spec = BenchmarkSpecs.WithoutModel(count, """{"beta": 2}""") with { MicroBatches = count, Exchange = new ExchangeSpec { Format = format } };
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>(name);
        await sampler.Start(new SamplerStart { Spec = spec, Cases = 100 * count, LastStep = int.MaxValue });
        var generation = new Generation(count, 0, [.. Enumerable.Range(0, count).Select(i => new GenerationMember(new TrainerId(silo, $"timer:{i}"), [i]))], IsObserved: false);
        var context = new AllReduceContext(allReduces, name, spec, silo);
        using var timer = new ComputeTimer();
        var gradients = new float[count][];
        var ends = new double[count, WarmUpSteps + steps];
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => TrainAsync(i))));
        await sampler.Abort();
        var reads = Enumerable.Range(0, steps).Select(_ => Read()).ToList();
        return ([.. Enumerable.Range(WarmUpSteps, steps).Select(step => Enumerable.Range(0, count).Average(i => ends[i, step] - ends[i, step - 1]))], reads);

        // What nothing that adds them up can do without, on this machine and at this time.
        double Read()
        {
            Thread.Sleep(ReadPause);
            var began = Stopwatch.GetTimestamp();
            Parallel.ForEach(gradients, gradient => TensorPrimitives.Sum<float>(gradient));
            return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        async Task TrainAsync(int number)
        {
            var buffers = new GradientBuffers(parameters);
            using var allReduce = new TrainerAllReduce(context, parameters, CancellationToken.None);
            var gradient = new PartialGradient(1, buffers.Rent());
            var random = new Random(number);
            foreach (ref var value in gradient.Values.Numbers.AsSpan())
            {
                value = random.NextSingle() - 0.5f; // memory that was never written to is none, and read in no time
            }

            gradients[number] = gradient.Values.Numbers;
            GradientEncoding.Round(gradient.Values.Numbers, format);
            Dictionary<TreeNode, PartialGradient> parts = new() { [TreeNode.Of(number)] = gradient };
            StepGradient? applied = null;
            var next = sampler.Draw(0);
            for (var step = 0; step < WarmUpSteps + steps; step++)
            {
                var batch = (await next).Batch!;
                next = sampler.Draw(step + 1);
                var computing = timer.After(compute);
                var report = sampler.Report(new LossReport(step, [batch.Draws[number].Slot], [1f / (1 + number)], new sbyte[1]));
                await computing;
                await report;
                AllReduceReply.Reduced? reply;
                do
                {
                    reply = await allReduce.Reduce(generation, step, parts, applied, PollInterval) as AllReduceReply.Reduced;
                }
                while (reply is null);

                applied?.Dispose();
                applied = reply.Gradient;
                ends[number, step] = Stopwatch.GetElapsedTime(0).TotalMilliseconds;
            }
        }
    }
}
