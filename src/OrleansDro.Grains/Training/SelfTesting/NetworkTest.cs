using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Scheduling;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.SelfTesting;

/// <summary>The self-test of a run's network, with the loss, precision and threads that the run's spec names.</summary>
public static class NetworkTest
{
    /// <summary>Tests the network. Call it on the thread that trains.</summary>
    /// <param name="catalog">The components that a spec can name.</param>
    /// <param name="spec">The run's spec.</param>
    /// <param name="smallest">The run's task with the smallest example shape, see <see cref="LearningCatalog.SmallestTask"/>.</param>
    /// <param name="device">The device, such as <c>cpu:0</c>.</param>
    /// <exception cref="InvalidInputException">The network cannot be built, or the device is not available.</exception>
    public static SelfTestReport Run(LearningCatalog catalog, RunSpec spec, TaskDescription smallest, string device)
    {
        Devices.UseThreads(spec.Compute.Threads);
        return SelfTest.Run(new SelfTestSubject
        {
            Name = spec.Model.Name,
            CreateModel = () => catalog.CreateModel(spec.Model.Name, spec.Model.ParseOptions(), smallest),
            Loss = catalog.CreateLoss(spec.Loss.Name, spec.Loss.ParseOptions(), smallest),
            Task = smallest,
            Device = Devices.Open(device, spec.Compute.Device),
            Precision = Devices.TypeOf(spec.Compute.Precision),
            Seed = spec.Seed,
        });
    }

    /// <summary>The remedy if the test fails, in sentences.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="InvalidInputException">The device is not available.</exception>
    public static string Remedy(RunSpec spec, string device) => SelfTestRemedy.For(Devices.Open(device, spec.Compute.Device).type, Devices.TypeOf(spec.Compute.Precision));
}
