using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Grains.Training.SelfTesting;

/// <summary>The self-tests of this silo: each network is tested once on each device, with each precision and number of threads.</summary>
internal sealed partial class SelfTests(LearningCatalog catalog, ILogger<SelfTests> logger)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<SelfTestReport>>> _tests = new(StringComparer.Ordinal);

    /// <summary>Tests the network of a run, unless it was tested before.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="device">The trainer's device.</param>
    /// <param name="thread">The thread on which the trainer computes.</param>
    /// <exception cref="SelfTestFailedException">The device computes the network wrongly.</exception>
    /// <exception cref="TorchLibraryException">The numeric library cannot be loaded.</exception>
    public async Task Require(RunSpec spec, TaskDescription task, string device, TorchThread thread)
    {
        TorchLibrary.Require();
        var smallest = catalog.SmallestTask(spec.Model.Name, spec.Model.ParseOptions(), task);
        var key = string.Join('\n', DeviceKey(device), spec.Compute.Precision, spec.Compute.Threads, Describe(spec.Model), Describe(spec.Loss), Describe(smallest));
        var test = _tests.GetOrAdd(key, _ => new Lazy<Task<SelfTestReport>>(() => thread.Run(() => NetworkTest.Run(catalog, spec, smallest, device))));
        SelfTestReport report;
        try
        {
            report = await test.Value;
        }
        catch
        {
            // The test could not run, for example for lack of memory: the next run tries it again.
            _tests.TryRemove(new(key, test));
            throw;
        }

        if (!report.Passed)
        {
            throw new SelfTestFailedException(SelfTestMessage.Create(report, spec, device));
        }

        LogPassed(report.Network, spec.Compute.Precision, device, report.Duration);
    }

    // All CPU devices are one processor.
    private static string DeviceKey(string device) => device.StartsWith("cpu", StringComparison.Ordinal) ? "cpu" : device;

    private static string Describe(ComponentSpec component) => $"{component.Name} {component.Options}";

    private static string Describe(TaskDescription task) => $"{task.Kind} {task.InputChannels} {task.ClassNames.Count} {string.Join('x', task.ExampleShape)}";

    [LoggerMessage(EventId = 3002, Level = LogLevel.Debug, Message = "Self-test of {Network} in {Precision} on {Device} passed in {Duration}")]
    private partial void LogPassed(string network, ComputePrecision precision, string device, TimeSpan duration);
}
