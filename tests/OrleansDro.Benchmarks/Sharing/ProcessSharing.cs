using System.CommandLine;
using System.Text.Json;

namespace OrleansDro.Benchmarks.Sharing;

/// <summary>
/// How processes share the cores of a machine: one process against two at once, with the library's own way to wait and with what the process decides, taking turns. Also shows that
/// the way to wait changes no bits.
/// </summary>
internal static class ProcessSharing
{
    public static Command CreateCommand()
    {
        var networks = new Option<SharedNetwork[]>("--networks")
        {
            Description = "What is trained.",
            DefaultValueFactory = _ => [SharedNetwork.Plain, SharedNetwork.Train],
            AllowMultipleArgumentsPerToken = true,
        };
        var threads = new Option<int>("--threads") { Description = "Compute threads of each process.", DefaultValueFactory = _ => 2 };
        var turns = new Option<int>("--turns") { Description = "Turns of each setting.", DefaultValueFactory = _ => 5 };
        var seconds = new Option<double>("--seconds") { Description = "How long steps are counted for each figure.", DefaultValueFactory = _ => 4 };
        var counts = new Option<int[]>("--spin-counts")
        {
            Description = "Further values of GOMP_SPINCOUNT to compare with.",
            DefaultValueFactory = _ => [],
            AllowMultipleArgumentsPerToken = true,
        };
        var json = new Option<bool>("--json") { Description = "Print a JSON object for each network and setting." };
        var command = new Command("process-sharing", "Two processes at once against one.") { networks, threads, turns, seconds, counts, json };
        command.SetAction(async parsed =>
        {
            SharingSetting[] settings = [SharingSetting.LibraryDefault, SharingSetting.Decided, .. parsed.GetValue(counts)!.Select(SharingSetting.Of)];
            foreach (var network in parsed.GetValue(networks)!)
            {
                await MeasureAsync(network, settings, parsed.GetValue(threads), parsed.GetValue(turns), parsed.GetValue(seconds), parsed.GetValue(json));
            }

            return 0;
        });
        return command;
    }

    private static async Task MeasureAsync(SharedNetwork network, SharingSetting[] settings, int threads, int turns, double seconds, bool json)
    {
        var hashes = new HashSet<string>();
        foreach (var setting in settings)
        {
            _ = hashes.Add(await WorkerProcess.HashAsync(network, threads, setting));
        }

        var measured = settings.Select(_ => new List<SharingTurn>()).ToArray();
        for (var turn = 0; turn < turns; turn++)
        {
            // Who goes first changes, so that a drift of the machine does not favor one.
            for (var i = 0; i < settings.Length; i++)
            {
                var who = (turn + i) % settings.Length;
                measured[who].Add(await SharingTurn.MeasureAsync(network, threads, settings[who], seconds));
            }
        }

        Print(network, settings, measured, threads, hasSameBits: hashes.Count == 1, json);
    }

    private static void Print(SharedNetwork network, SharingSetting[] settings, List<SharingTurn>[] measured, int threads, bool hasSameBits, bool json)
    {
        if (!json)
        {
            Console.WriteLine(FormattableString.Invariant(
                $"{network}: {Environment.ProcessorCount} cores, {threads} threads each, medians of {measured[0].Count} turns; the models have {(hasSameBits ? "the same bits" : "DIFFERENT BITS")}"));
            Console.WriteLine($"  {"steps per second; of today's one alone",-40}  one alone         two at once        together");
        }

        for (var i = 0; i < settings.Length; i++)
        {
            var today = measured[0].Select(turn => turn.Alone).ToArray();
            var row = new
            {
                Network = network.ToString(),
                Cores = Environment.ProcessorCount,
                Threads = threads,
                Turns = measured[i].Count,
                HasSameBits = hasSameBits,
                Setting = settings[i].Name,
                Alone = Statistics.Median(measured[i].Select(turn => turn.Alone)),
                AloneRatio = Statistics.Median(measured[i].Zip(today, (turn, alone) => turn.Alone / alone)),
                First = Statistics.Median(measured[i].Select(turn => turn.First)),
                Second = Statistics.Median(measured[i].Select(turn => turn.Second)),
                Together = Statistics.Median(measured[i].Select(turn => turn.Together)),
                TogetherRatio = Statistics.Median(measured[i].Zip(today, (turn, alone) => turn.Together / alone)),
            };
            Console.WriteLine(json
                ? JsonSerializer.Serialize(row, JsonSerializerOptions.Web)
                : FormattableString.Invariant($"  {row.Setting,-40} {row.Alone,7:0.00} {row.AloneRatio,6:0.00}  {row.First,7:0.00} {row.Second,7:0.00}  {row.Together,7:0.00} {row.TogetherRatio,6:0.00}"));
        }
    }
}
