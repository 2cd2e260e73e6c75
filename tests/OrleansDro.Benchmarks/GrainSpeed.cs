using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Grains.Sampling;
using OrleansDro.Hosting;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Benchmarks;

/// <summary>
/// The sampler's grains in one silo: what a case grain weighs once it was visited, how long a batch takes to draw over the shards, and how long a
/// report of its losses keeps a trainer and takes to be applied.
/// </summary>
internal static class GrainSpeed
{
    private const long Seed = 1;
    private const int VisitsOfAStep = 10_000;
    private static readonly TimeSpan Backward = TimeSpan.FromMilliseconds(10);

    public static Command CreateCommand()
    {
        var cases = new Option<int>("--cases") { Description = "Number of cases.", DefaultValueFactory = _ => 1_000_000 };
        var shards = new Option<int>("--shards") { Description = "Number of shards.", DefaultValueFactory = _ => 8 };
        var batch = new Option<int>("--batch") { Description = "Draws of a batch.", DefaultValueFactory = _ => 256 };
        var rounds = new Option<int>("--rounds") { Description = "Batches measured.", DefaultValueFactory = _ => 2000 };
        var json = new Option<bool>("--json") { Description = "Print a JSON object." };
        var command = new Command("grains", "Case grains, draws and reports in one silo.") { cases, shards, batch, rounds, json };
        command.SetAction(parsed => MeasureAsync(
            parsed.GetValue(cases), parsed.GetValue(shards), parsed.GetValue(batch), parsed.GetValue(rounds), parsed.GetValue(json)));
        return command;
    }

    private static async Task MeasureAsync(int cases, int shards, int batch, int rounds, bool json)
    {
        var options = new SamplingOptions { Beta = 2 };
        var blocks = CaseBlocks.Cut(cases, shards);
        await using var cluster = await EmbeddedCluster.StartAsync();
        var unseen = new ShardSnapshot(Enumerable.Repeat(CaseRecord.Unseen, cases).ToArray(), RecentLosses.None, new Dictionary<int, string>());
        var set = await ShardSet.Start(cluster.Grains, "benchmark", blocks, unseen, options.Beta, options.Momentum, -1);

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var began = Stopwatch.GetTimestamp();
        var step = 0L;
        for (var first = 0; first < cases; first += VisitsOfAStep, step++)
        {
            var visited = BatchOf(step, Enumerable.Range(first, Math.Min(VisitsOfAStep, cases - first)));
            var reports = new StepReports();
            reports.Add(ReportOf(visited));
            await set.Commit(visited, reports, isReplay: false);
        }

        var activationsPerSecond = cases / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var bytesPerCase = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)cases;

        var spec = new RunSpec
        {
            Seed = Seed,
            Steps = int.MaxValue,
            DrawAhead = 0,
            StatisticsEvery = int.MaxValue,
            BatchSize = batch,
            Data = new ComponentSpec("none"),
            Model = new ComponentSpec("none"),
            Loss = new ComponentSpec("none"),
            Optimizer = new ComponentSpec("none"),
            Sampling = new ComponentSpec("hardness", """{"beta": 2}"""),
        };
        var method = new HardnessDraws(spec, options, set);
        var (draw, hold, applied) = (new double[rounds], new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            began = Stopwatch.GetTimestamp();
            _ = await method.Draw(step + round, step - 1);
            draw[round] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;

            // As far apart as the steps of a training.
            await Task.Delay(Backward);
        }

        began = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            _ = await method.Draw(step + round, step - 1);
        }

        var drawsPerSecond = (double)rounds * batch / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>("benchmark");
        await sampler.Start(new SamplerStart { Spec = spec, Cases = cases, LastStep = rounds, Shards = shards });
        for (var round = 0; round < rounds; round++)
        {
            // The trainer sends the losses, goes on with its backward pass, and only then needs to know that they are on record. Applied they are
            // when the next step's draws, which depend on them, are there.
            var report = ReportOf((await sampler.Draw(round)).Batch!);
            began = Stopwatch.GetTimestamp();
            var sending = sampler.Report(report);
            var sent = Stopwatch.GetElapsedTime(began);
            var landed = sampler.Draw(round + 1).ContinueWith(_ => Stopwatch.GetElapsedTime(began), TaskScheduler.Default);
            await Task.Delay(Backward);
            var needed = Stopwatch.GetTimestamp();
            await sending;
            hold[round] = (sent + Stopwatch.GetElapsedTime(needed)).TotalMicroseconds;
            applied[round] = (await landed).TotalMicroseconds;
        }

        var result = new
        {
            cases,
            shards = blocks.Shards,
            batch,
            rounds,
            bytesPerCaseGrain = bytesPerCase,
            activationsPerSecond,
            drawMicrosecondsP50 = Percentile.Of(draw, 50),
            drawMicrosecondsP99 = Percentile.Of(draw, 99),
            drawsPerSecond,
            reportHoldMicrosecondsP50 = Percentile.Of(hold, 50),
            reportHoldMicrosecondsP99 = Percentile.Of(hold, 99),
            reportAppliedMicrosecondsP50 = Percentile.Of(applied, 50),
            reportAppliedMicrosecondsP99 = Percentile.Of(applied, 99),
        };
        Console.WriteLine(json ? JsonSerializer.Serialize(result) : string.Join('\n', JsonSerializer.SerializeToElement(result).EnumerateObject().Select(value => $"{value.Name,28} {value.Value}")));
    }

    private static BatchDraw BatchOf(long step, IEnumerable<int> cases) =>
        new(step, [.. cases.Select((caseIndex, slot) => new Draw(slot, caseIndex, 0, 0, step - 1))], 0, 0);

    private static LossReport ReportOf(BatchDraw batch)
    {
        var random = new CounterRandom(Seed, RandomPurpose.Data, batch.Step, 0);
        return new LossReport(
            batch.Step,
            [.. batch.Draws.Select(draw => draw.Slot)],
            [.. batch.Draws.Select(_ => (float)random.NextDouble())],
            new sbyte[batch.Draws.Length]);
    }
}
