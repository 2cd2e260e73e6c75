using System.CommandLine;
using OrleansDro.Cli.Diagnosis;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Files;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro doctor</c>: checks whether this machine can train, and what helps if it cannot.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var options = new DoctorOptions();
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var command = new Command("doctor", "Checks whether this machine can train: system, numeric library, devices, memory, arithmetic, folders, ports, Redis. Exit code 1 if a check fails.") { json };
        options.AddTo(command);
        command.SetAction(parsed => RunAsync(options.Checks(parsed), parsed.GetValue(json)));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<Check> checks, bool asJson)
    {
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            results.Add(await CheckResult.OfAsync(check));
            if (!asJson)
            {
                AnsiConsole.Write(DiagnosisScreen.Create(results[^1]));
            }
        }

        var report = DiagnosisReport.Of(results);
        if (asJson)
        {
            Console.WriteLine(ReportJson.Serialize(report));
        }
        else
        {
            AnsiConsole.Write(DiagnosisScreen.CreateSummary(report));
        }

        return report.Status == FindingStatus.Failure ? ExitCode.Failed : ExitCode.Done;
    }
}
