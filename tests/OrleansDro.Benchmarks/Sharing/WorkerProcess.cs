using System.Diagnostics;
using System.Globalization;

namespace OrleansDro.Benchmarks.Sharing;

/// <summary>A <see cref="SharingWorker"/> in a process of its own.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ExitLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts a process that trains, and waits until it has taken its first steps.</summary>
    /// <param name="network">What it trains.</param>
    /// <param name="threads">Its compute threads.</param>
    /// <param name="setting">How its threads wait.</param>
    public static async Task<WorkerProcess> StartAsync(SharedNetwork network, int threads, SharingSetting setting)
    {
        var worker = new WorkerProcess(Launch(network, threads, setting));
        try
        {
            _ = await worker.ReadAsync();
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Trains for a fixed number of steps in a process of its own.</summary>
    /// <returns>The hash of the model.</returns>
    public static async Task<string> HashAsync(SharedNetwork network, int threads, SharingSetting setting)
    {
        await using var worker = new WorkerProcess(Launch(network, threads, setting, "--hash"));
        return await worker.ReadAsync();
    }

    /// <summary>Its steps per second over the next seconds.</summary>
    public async Task<double> CountAsync(double seconds)
    {
        await _process.StandardInput.WriteLineAsync(seconds.ToString(CultureInfo.InvariantCulture));
        await _process.StandardInput.FlushAsync();
        return double.Parse(await ReadAsync(), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(ExitLimit);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static Process Launch(SharedNetwork network, int threads, SharingSetting setting, params string[] options)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [typeof(WorkerProcess).Assembly.Location, SharingWorker.CommandName, network.ToString(), "--threads", threads.ToString(CultureInfo.InvariantCulture), .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        setting.ApplyTo(start.Environment);
        return Process.Start(start)!;
    }

    private async Task<string> ReadAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(AnswerLimit)
            ?? throw new InvalidOperationException("A measured process ended before it answered; its own message is above.");
}
