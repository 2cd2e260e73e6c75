using System.CommandLine;
using System.Text.Json;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Randomness;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Benchmarks;

/// <summary>
/// Draws and updates of a batch in one process: our sampler (log domain, unseen cases, records and draws with their probabilities) and a textbook sum tree
/// (weights only), taking turns. Medians over the rounds.
/// </summary>
internal static class SamplerSpeed
{
    private const double Beta = 2;
    private const long Seed = 1;

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
        var random = new CounterRandom(Seed, RandomPurpose.Data, 0, 0);
        var losses = new double[cases];
        for (var i = 0; i < cases; i++)
        {
            losses[i] = random.NextDouble();
        }

        var sampler = new HardnessSampler(cases, new SamplingOptions { Beta = Beta }, Seed);
        sampler.Load(Array.ConvertAll(losses, loss => new CaseRecord(loss, 0, 1, CaseStatus.Seen)));
        var textbook = new TextbookTree(Array.ConvertAll(losses, loss => Math.Exp(Beta * loss)));
        var (draw, update, textbookDraw, textbookUpdate) = (new double[rounds], new double[rounds], new double[rounds], new double[rounds]);
        var (fresh, drawn) = (new double[batch], new int[batch]);
        for (var round = 0; round < rounds; round++)
        {
            for (var slot = 0; slot < batch; slot++)
            {
                fresh[slot] = random.NextDouble();
            }

            var step = round + 1L;
            BatchDraw? ours = null;
            draw[round] = Microseconds(() => ours = sampler.Draw(step, batch));
            update[round] = Microseconds(() => sampler.Report(ours!, fresh));
            textbookDraw[round] = Microseconds(() =>
            {
                for (var slot = 0; slot < batch; slot++)
                {
                    drawn[slot] = textbook.Locate(random.NextDouble() * textbook.Total);
                }
            });
            textbookUpdate[round] = Microseconds(() =>
            {
                for (var slot = 0; slot < batch; slot++)
                {
                    textbook.Set(drawn[slot], Math.Exp(Beta * fresh[slot]));
                }
            });
        }

        var result = new
        {
            cases,
            batch,
            rounds,
            drawMicroseconds = Statistics.Median(draw),
            updateMicroseconds = Statistics.Median(update),
            textbookDrawMicroseconds = Statistics.Median(textbookDraw),
            textbookUpdateMicroseconds = Statistics.Median(textbookUpdate),
        };
        Console.WriteLine(json
            ? JsonSerializer.Serialize(result)
            : FormattableString.Invariant(
                $"{cases} cases, batch {batch}: draw {result.drawMicroseconds:0.0} us, update {result.updateMicroseconds:0.0} us; textbook tree {result.textbookDrawMicroseconds:0.0} us, {result.textbookUpdateMicroseconds:0.0} us"));
    }

    private static double Microseconds(Action action)
    {
        var began = TimeProvider.System.GetTimestamp();
        action();
        return TimeProvider.System.GetElapsedTime(began).TotalMicroseconds;
    }
}
