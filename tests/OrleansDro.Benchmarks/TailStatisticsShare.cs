using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Hosting;
using OrleansDro.Robustness.History;

namespace OrleansDro.Benchmarks;

/// <summary>
/// The share of a run that the statistics over all cases take, as often as a run makes them: a trainer draws from the real sampler, waits a time instead of computing, and
/// reports its losses. What the whole process computes beyond the same run without statistics is theirs, whoever did it: shards, sampler, summaries, garbage collection.
/// </summary>
internal static class TailStatisticsShare
{
    private const double Beta = 2;
    private const int StatisticsEvery = 10;
    private const int Groups = 4;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pulse = TimeSpan.FromMilliseconds(500); // as often as a run looks after its groups

    public static Command CreateCommand()
    {
        var cases = new Option<int>("--cases") { Description = "Number of cases.", DefaultValueFactory = _ => 1_000_000 };
        var batch = new Option<int>("--batch") { Description = "Draws of a step.", DefaultValueFactory = _ => 32 };
        var compute = new Option<double>("--compute") { Description = "Milliseconds that the trainer waits instead of computing.", DefaultValueFactory = _ => 100 };
        var minutes = new Option<double>("--minutes") { Description = "Minutes of each of the three runs.", DefaultValueFactory = _ => 4 };
        var json = new Option<bool>("--json") { Description = "Print a JSON object for each run." };
        var command = new Command("tail-statistics-share", "The share of a run that the statistics over all cases take.") { cases, batch, compute, minutes, json };
        command.SetAction(parsed => RunAsync(
            parsed.GetValue(cases), parsed.GetValue(batch), TimeSpan.FromMilliseconds(parsed.GetValue(compute)), TimeSpan.FromMinutes(parsed.GetValue(minutes)), parsed.GetValue(json)));
        return command;
    }

    private static async Task RunAsync(int cases, int batch, TimeSpan compute, TimeSpan time, bool json)
    {
        var records = Enumerable.Range(0, cases).Select(_ => new CaseRecord(Random.Shared.NextSingle(), 0, 1, CaseStatus.Seen)).ToArray();
        var labels = new CaseLabels([.. Enumerable.Range(0, cases).Select(index => new CaseLabel($"case-{index}", $"group-{index % Groups}"))]);
        await using var cluster = await EmbeddedCluster.StartAsync();
        Measured? without = null;
        foreach (var (name, every, hasGroups) in new[] { ("without statistics", int.MaxValue, false), ("statistics", StatisticsEvery, false), ("statistics and groups", StatisticsEvery, true) })
        {
            var spec = BenchmarkSpecs.WithoutModel(batch, $$"""{"beta": {{Beta}}}""") with
            {
                Name = name.Replace(' ', '-'),
                StatisticsEvery = every,
                Checkpoint = new CheckpointSpec { Every = 0 },
            };
            var measured = await MeasureAsync(cluster.Grains, spec, records, hasGroups ? labels : null, compute, time);
            without ??= measured;
            var result = new
            {
                run = name,
                processors = Environment.ProcessorCount,
                cases,
                seconds = measured.Elapsed.TotalSeconds,
                steps = measured.Steps,
                records = measured.Records,
                groups = measured.Groups,
                processorMillisecondsOfStep = measured.OfStep,
                shareOfOneProcessor = (measured.OfStep - without.OfStep) * measured.Steps / measured.Elapsed.TotalMilliseconds,
            };
            Console.WriteLine(json ? JsonSerializer.Serialize(result) : FormattableString.Invariant(
                $"{name}: {result.seconds:0} s, {result.steps} steps of {result.processorMillisecondsOfStep:0.00} ms of a processor, {result.records} records, {result.groups} summaries of groups: statistics take {result.shareOfOneProcessor:0.00 %} of one processor, {result.shareOfOneProcessor / result.processors:0.00 %} of all {result.processors}"));
        }
    }

    private static async Task<Measured> MeasureAsync(IGrainFactory grains, RunSpec spec, CaseRecord[] records, CaseLabels? labels, TimeSpan compute, TimeSpan time)
    {
        var checkpoints = Directory.CreateTempSubdirectory("statistics-");
        try
        {
            SaveSeen(checkpoints.FullName, spec, records);
            var sampler = grains.GetGrain<ISamplerGrain>(spec.Name);
            var source = await sampler.Start(new SamplerStart { Spec = spec, Cases = records.Length, LastStep = int.MaxValue, CheckpointRoot = checkpoints.FullName });
            using var ended = new CancellationTokenSource();
            var groups = 0;
            var grouping = labels is null ? Task.CompletedTask : Summarize(grains, spec, labels, () => groups++, ended.Token);
            using var timer = new ComputeTimer();
            var step = await Train(sampler, source.FirstStep, compute, WarmUp, timer);
            var (began, processor, recorded, summarized) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, await Recorded(sampler), groups);
            var last = await Train(sampler, step, compute, time, timer);
            var measured = new Measured(
                last - step, await Recorded(sampler) - recorded, groups - summarized, Stopwatch.GetElapsedTime(began), Environment.CpuUsage.TotalTime - processor);
            await ended.CancelAsync();
            await grouping;
            await sampler.Abort();
            return measured;
        }
        finally
        {
            checkpoints.Delete(recursive: true);
        }
    }

    /// <summary>A checkpoint of a run that has seen all of its cases, for the sampler to go on from.</summary>
    private static void SaveSeen(string folder, RunSpec spec, CaseRecord[] records) => CheckpointWriter.Save(
        folder,
        new SavedRun(spec, Attempt: 1, [], []),
        new SamplerSnapshot
        {
            Step = 0,
            Cases = ShardSnapshot.Of(records),
            PendingDraws = [],
            Ledger = DrawLedger.Empty,
            Statistics = [],
            Window = StatisticsWindow.Empty,
            TrainingSeconds = 0,
            Beta = Beta,
            GrownAt = 0,
            Changes = [],
        },
        model: [],
        optimizer: [],
        keep: 1);

    private static async Task<long> Train(ISamplerGrain sampler, long step, TimeSpan compute, TimeSpan time, ComputeTimer timer)
    {
        var began = Stopwatch.GetTimestamp();
        for (; Stopwatch.GetElapsedTime(began) < time; step++)
        {
            var batch = (await sampler.Draw(step)).Batch!;
            await timer.After(compute);
            await sampler.Report(new LossReport(step, [.. batch.Draws.Select(draw => draw.Slot)], [.. batch.Draws.Select(_ => Random.Shared.NextSingle())], new sbyte[batch.Draws.Length]));
        }

        return step;
    }

    private static async Task<int> Recorded(ISamplerGrain sampler) => (await sampler.GetStatistics(-1)).Count;

    /// <summary>Adds the groups up as the grain that leads a run does for its metrics.</summary>
    private static async Task Summarize(IGrainFactory grains, RunSpec spec, CaseLabels labels, Action begins, CancellationToken ended)
    {
        var reader = new CaseReader(grains, spec.Name, () => labels, () => [], SamplingMethod.Of(spec).Options);
        var groups = new BudgetedCache<IReadOnlyList<GroupView>>(TimeProvider.System, RunLossQueries.Pause, RunLossQueries.ShareOfGroups);
        while (!ended.IsCancellationRequested)
        {
            await groups.Get(RunState.Training, () =>
            {
                begins();
                return reader.GetGroups();
            });
            await Task.Delay(Pulse, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed record Measured(long Steps, int Records, int Groups, TimeSpan Elapsed, TimeSpan Processor)
    {
        /// <summary>Milliseconds of a processor for each step.</summary>
        public double OfStep => Processor.TotalMilliseconds / Steps;
    }
}
