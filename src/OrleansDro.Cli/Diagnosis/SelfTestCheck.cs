using System.Runtime.InteropServices;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Training.SelfTesting;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The self-test of the shipped networks, in each precision on each device.</summary>
internal static class SelfTestCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "selfTest";

    /// <summary>Runs the self-tests.</summary>
    /// <param name="devices">The devices, such as <c>cpu</c> and <c>cuda:0</c>.</param>
    public static async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<string> devices)
    {
        if (TorchLibrary.Problem is not null)
        {
            return [Finding.Failure("networks", "cannot be tested without the numeric library.", $"See the check '{LibraryCheck.Name}'.")];
        }

        var catalog = LearningCatalog.CreateDefault();
        using var thread = new TorchThread("doctor");
        var findings = new List<Finding>();
        foreach (var device in devices)
        {
            foreach (var (spec, task) in ShippedNetworks.Read())
            {
                foreach (var precision in Enum.GetValues<ComputePrecision>())
                {
                    var tested = spec with { Compute = spec.Compute with { Device = device.Split(':')[0], Precision = precision } };
                    findings.Add(await thread.Run(() => Test(catalog, tested, task, device)));
                }
            }
        }

        return findings;
    }

    private static Finding Test(LearningCatalog catalog, RunSpec spec, TaskDescription task, string device)
    {
        var subject = $"{spec.Name} {spec.Compute.Precision.ToString().ToLowerInvariant()} {device}";
        try
        {
            return Judge(subject, NetworkTest.Run(catalog, spec, catalog.SmallestTask(spec.Model.Name, spec.Model.ParseOptions(), task), device), NetworkTest.Remedy(spec, device));
        }
        catch (Exception exception) when (exception is InvalidInputException or ExternalException)
        {
            return Finding.Failure(subject, $"cannot be computed: {exception.Message.Split('\n')[0]}", "See the checks 'library', 'devices' and 'memory'.");
        }
    }

    /// <summary>Judges a network on a device.</summary>
    /// <param name="subject">The network, its precision and the device.</param>
    /// <param name="report">What the self-test found.</param>
    /// <param name="remedy">What helps if it failed.</param>
    internal static Finding Judge(string subject, SelfTestReport report, string remedy) => report.Passed
        ? new Finding(subject, FindingStatus.Ok, FormattableString.Invariant($"right in {report.Duration.TotalSeconds:0.00} s"), Seconds: report.Duration.TotalSeconds)
        : new Finding(subject, FindingStatus.Failure, $"wrong: {report}", remedy, report.Duration.TotalSeconds);
}
