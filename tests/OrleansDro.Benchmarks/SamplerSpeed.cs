using System.CommandLine;
using System.Text.Json;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Benchmarks;

/// <summary>
/// Draws and updates of a batch in one process: our sampler (log domain, unseen cases, records and draws with their probabilities, random numbers that
/// can be had again) and a textbook sum tree (weights only, the runtime's random numbers), taking turns. Medians over the rounds.
/// </summary>
internal static class SamplerSpeed
{
    private const double Beta = 2;
    private const long Seed = 1;
    private const int WarmUpRounds = 200;
    private const int Loads = 15;

    public static Command CreateCommand()
    {
        var cases = new Option<int[]>("--cases") { Description = "Numbers of cases.", DefaultValueFactory = _ => [1_000_000, 10_000_000], AllowMultipleArgumentsPerToken = true };
        var batch = new Option<int>("--batch") { Description = "Draws of a batch.", DefaultValueFactory = _ => 256 };
        var rounds = new Option<int>("--rounds") { Description = "Batches measured.", DefaultValueFactory = _ => 3000 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line." };
        var command = new Command("sampler", "Draws and updates against a textbook sum tree.") { cases, batch, rounds, json };
        command.SetAction(parsed =>
        {
            foreach (var count in parsed.GetValue(cases)!)
            {
                Measure(count, parsed.GetValue(batch), parsed.GetValue(rounds), parsed.GetValue(json));
            }
        });
        return command;
    }

    private static void Measure(int cases, int batch, int rounds, bool json)
    {
        var losses = new double[cases];
        for (var i = 0; i < cases; i++)
        {
            losses[i] = Random.Shared.NextDouble();
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sampler = new HardnessSampler(cases, new SamplingOptions { Beta = Beta }, Seed);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / cases;
        var load = new double[Loads];
        foreach (ref var nanoseconds in load.AsSpan())
        {
            nanoseconds = 1000 * Microseconds(() => sampler.Load(losses, 0)) / cases;
        }

        var textbook = new TextbookTree(Array.ConvertAll(losses, loss => Math.Exp(Beta * loss)));
        var (draw, update, textbookDraw, textbookUpdate) = (new double[rounds], new double[rounds], new double[rounds], new double[rounds]);
        var (fresh, drawn) = (new double[batch], new int[batch]);
        for (var round = -WarmUpRounds; round < rounds; round++)
        {
            for (var slot = 0; slot < batch; slot++)
            {
                fresh[slot] = Random.Shared.NextDouble();
            }

            var step = WarmUpRounds + round + 1L;
            BatchDraw? ours = null;
            var microsecondsOfDraw = Microseconds(() => ours = sampler.Draw(step, batch));
            var microsecondsOfUpdate = Microseconds(() => sampler.Report(ours!, fresh));
            var microsecondsOfTextbookDraw = Microseconds(() => textbook.Draw(drawn));
            var microsecondsOfTextbookUpdate = Microseconds(() => textbook.Update(drawn, fresh, Beta));
            if (round >= 0)
            {
                (draw[round], update[round]) = (microsecondsOfDraw, microsecondsOfUpdate);
                (textbookDraw[round], textbookUpdate[round]) = (microsecondsOfTextbookDraw, microsecondsOfTextbookUpdate);
            }
        }

        var (ownMicroseconds, textbookMicroseconds) = (Statistics.Median(draw) + Statistics.Median(update), Statistics.Median(textbookDraw) + Statistics.Median(textbookUpdate));
        var result = new
        {
            cases,
            batch,
            rounds,
            drawMicroseconds = Statistics.Median(draw),
            updateMicroseconds = Statistics.Median(update),
            textbookDrawMicroseconds = Statistics.Median(textbookDraw),
            textbookUpdateMicroseconds = Statistics.Median(textbookUpdate),
            ratio = ownMicroseconds / textbookMicroseconds,
            bulkLoadNanosecondsPerCase = Statistics.Median(load),
            bytesPerCase = bytes,
        };
        Console.WriteLine(json
            ? JsonSerializer.Serialize(result)
            : FormattableString.Invariant(
                $"{cases} cases, batch {batch}: draw {result.drawMicroseconds:0.0} us, update {result.updateMicroseconds:0.0} us; textbook tree {result.textbookDrawMicroseconds:0.0} us, {result.textbookUpdateMicroseconds:0.0} us; ratio {result.ratio:0.00}; load {result.bulkLoadNanosecondsPerCase:0.0} ns and {bytes:0.0} bytes a case"));
    }

    private static double Microseconds(Action action)
    {
        var began = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(began).TotalMicroseconds;
    }
}
