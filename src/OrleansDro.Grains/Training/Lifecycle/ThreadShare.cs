using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.Lifecycle;

/// <summary>The cores that a trainer on a CPU can count on: those of the process, shared among its CPU devices. Other processes are not seen.</summary>
public sealed partial class ThreadShare(NodeOptions node, ILogger<ThreadShare> logger)
{
    private const string CpuDevice = "cpu";

    /// <summary>Logs a warning if a trainer of this process computes with more threads than its share of cores.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="compute">What the run requests.</param>
    public void Check(TrainerId trainer, string run, ComputeSpec compute)
    {
        var devices = node.Devices.Count(device => device.StartsWith(CpuDevice, StringComparison.Ordinal));
        if (compute.Device == CpuDevice && Excess(compute.Threads, TorchRuntime.Prepare().Cores, devices) is { } problem)
        {
            LogExcess(trainer, run, problem);
        }
    }

    /// <summary>Describes the problem if a trainer has more threads than its share of cores.</summary>
    /// <param name="threads">The threads of each trainer, at least 1.</param>
    /// <param name="cores">The cores that the process may use, at least 1.</param>
    /// <param name="devices">The CPU devices of the process, at least 1: each can have a trainer.</param>
    /// <returns>The problem and the remedy, or null if each trainer has a core for each of its threads.</returns>
    public static string? Excess(int threads, int cores, int devices)
    {
        var share = Math.Max(1, cores / devices);
        return threads <= share
            ? null
            : $"compute.threads is {threads}, but this process may use {Count(cores, "core")} and has {Count(devices, "CPU device")}, so that each trainer has a share of {Count(share, "core")}. "
                + $"The threads wait for one another. Set compute.threads to {share} (the result then has other bits), or give the process more cores or fewer devices.";
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "Trainer {Trainer} of run {Run} has more threads than cores: {Problem}")]
    private partial void LogExcess(TrainerId trainer, string run, string problem);
}
