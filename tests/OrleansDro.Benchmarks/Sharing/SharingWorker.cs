using System.CommandLine;
using System.Globalization;

namespace OrleansDro.Benchmarks.Sharing;

/// <summary>
/// One of the processes that <see cref="ProcessSharing"/> measures. It trains, writes the line <c>ready</c> after the first steps, and answers each line of its standard input, a
/// number of seconds, with a line of its steps per second over these. The end of the input ends it. With <c>--hash</c> it writes the hash of its model instead.
/// </summary>
internal static class SharingWorker
{
    public const string CommandName = "process-sharing-worker";
    public const string Ready = "ready";
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    public static Command CreateCommand()
    {
        var network = new Argument<SharedNetwork>("network") { Description = "What it trains." };
        var threads = new Option<int>("--threads") { Description = "Compute threads.", Required = true };
        var hash = new Option<bool>("--hash") { Description = "Train for a fixed number of steps and write the hash of the model." };
        var command = new Command(CommandName, "A process that process-sharing measures.") { network, threads, hash };
        command.Hidden = true;
        command.SetAction(parsed => RunAsync(parsed.GetValue(network), parsed.GetValue(threads), parsed.GetValue(hash)));
        return command;
    }

    private static async Task<int> RunAsync(SharedNetwork network, int threads, bool hash)
    {
        await using ITrainingLoad load = network == SharedNetwork.Plain ? await PlainLoad.CreateAsync(threads) : await RunLoad.CreateAsync(threads);
        if (hash)
        {
            Console.WriteLine(await load.HashAsync());
            return 0;
        }

        await load.StartAsync();
        Console.WriteLine(Ready);
        while (await Console.In.ReadLineAsync() is { } seconds)
        {
            var rate = await RateAsync(load, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
            Console.WriteLine(rate.ToString("R", CultureInfo.InvariantCulture));
        }

        return 0;
    }

    /// <summary>Counts whole steps: from the end of one to the end of the first that ends after the given time.</summary>
    private static async Task<double> RateAsync(ITrainingLoad load, TimeSpan time)
    {
        var clock = TimeProvider.System;
        var first = await NextStepAsync(load);
        var began = clock.GetTimestamp();
        await Task.Delay(time);
        var last = await NextStepAsync(load);
        return (last - first) / clock.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<long> NextStepAsync(ITrainingLoad load)
    {
        var before = await load.StepsAsync();
        long steps;
        while ((steps = await load.StepsAsync()) == before)
        {
            await Task.Delay(PollInterval);
        }

        return steps;
    }
}
