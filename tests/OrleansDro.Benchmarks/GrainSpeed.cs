using System.Collections;
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Hosting;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Benchmarks;

/// <summary>
/// The sampler's grains in one silo: what a case takes of memory once it was visited, and while its grain is active, how long a batch takes to draw over the shards, and how long a
/// report of its losses keeps a trainer and takes to be applied.
/// </summary>
internal static class GrainSpeed
{
    private const long Seed = 1;
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
        var spec = BenchmarkSpecs.WithoutModel(batch, $$"""{"beta": 2, "revisitEvery": {{2 * cases / batch}}}""") with { DrawAhead = 0 };

        // The sweep has each case visited, and most more than once.
        await using var cluster = await EmbeddedCluster.StartAsync();
        var sampler = cluster.Grains.GetGrain<ISamplerGrain>("benchmark");
        await sampler.Start(new SamplerStart { Spec = spec, Cases = cases, LastStep = int.MaxValue, Shards = shards });
        var next = (await sampler.Draw(0)).Batch!;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var began = Stopwatch.GetTimestamp();
        var visited = new BitArray(cases);
        for (var unvisited = cases; unvisited > 0;)
        {
            foreach (var draw in next.Draws.Where(draw => !visited[draw.Case]))
            {
                visited[draw.Case] = true;
                unvisited--;
            }

            await sampler.Report(ReportOf(next));
            next = (await sampler.Draw(next.Step + 1)).Batch!;
        }

        var visitsPerSecond = cases / Stopwatch.GetElapsedTime(began).TotalSeconds;
        await sampler.TrimJournal(next.Step);
        var bytesAsleep = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)cases;
        await AskAsync(cluster.Grains, cases);
        var bytesAwake = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)cases;
        var (hold, applied) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            // The trainer sends the losses, goes on with its backward pass, and only then needs to know that they are on record. Applied they are
            // when the next step's draws, which depend on them, are there.
            var report = ReportOf(next);
            began = Stopwatch.GetTimestamp();
            var sending = sampler.Report(report);
            var sent = Stopwatch.GetElapsedTime(began);
            var landed = sampler.Draw(next.Step + 1).ContinueWith(reply => (reply.Result.Batch!, Stopwatch.GetElapsedTime(began)), TaskScheduler.Default);
            await Task.Delay(Backward);
            var needed = Stopwatch.GetTimestamp();
            await sending;
            hold[round] = (sent + Stopwatch.GetElapsedTime(needed)).TotalMicroseconds;
            (next, var elapsed) = await landed;
            applied[round] = elapsed.TotalMicroseconds;
        }

        var (draws, drawsPerSecond) = await MeasureDraws(cluster.Grains, spec, shards, (await sampler.GetHistory()).Records, rounds);
        var result = new
        {
            cases,
            shards,
            batch,
            rounds,
            bytesPerCaseAsleep = bytesAsleep,
            bytesPerCaseAwake = bytesAwake,
            visitsPerSecond,
            drawMicrosecondsP50 = Percentile.Of(draws, 50),
            drawMicrosecondsP99 = Percentile.Of(draws, 99),
            drawsPerSecond,
            reportHoldMicrosecondsP50 = Percentile.Of(hold, 50),
            reportHoldMicrosecondsP99 = Percentile.Of(hold, 99),
            reportAppliedMicrosecondsP50 = Percentile.Of(applied, 50),
            reportAppliedMicrosecondsP99 = Percentile.Of(applied, 99),
        };
        Console.WriteLine(json ? JsonSerializer.Serialize(result) : string.Join('\n', JsonSerializer.SerializeToElement(result).EnumerateObject().Select(value => $"{value.Name,28} {value.Value}")));
    }

    /// <summary>Asks each case what it knows, which activates its grain.</summary>
    private static async Task AskAsync(IGrainFactory grains, int cases)
    {
        const int AtOnce = 1000;
        for (var first = 0; first < cases; first += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(first, Math.Min(AtOnce, cases - first)).Select(index => grains.GetGrain<ICaseGrain>(index, "benchmark").GetMemory()));
        }
    }

    private static async Task<(double[] Microseconds, double PerSecond)> MeasureDraws(
        IGrainFactory grains, RunSpec spec, int shards, CaseRecord[] records, int rounds)
    {
        var options = new SamplingOptions { Beta = 2 };
        var history = ShardSnapshot.Of(records);
        var set = await ShardSet.Start(grains, "draws", new ShardSetStart(CaseBlocks.Cut(records.Length, shards), history, options.Beta, options.Momentum, LastCommittedStep: 0));
        var method = new StepDraws(set, new KullbackLeiblerObjective(options, set), options, spec.Seed);
        var draw = new double[rounds];
        for (var round = 0; round < rounds; round++)
        {
            var asked = Stopwatch.GetTimestamp();
            _ = await method.DrawAsync(round + 1, spec.BatchSize, 0);
            draw[round] = Stopwatch.GetElapsedTime(asked).TotalMicroseconds;

            // As far apart as the steps of a training.
            await Task.Delay(Backward);
        }

        var began = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            _ = await method.DrawAsync(round + 1, spec.BatchSize, 0);
        }

        return (draw, (double)rounds * spec.BatchSize / Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

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
