using System.CommandLine;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Results;
using OrleansDro.Cli.Running;
using OrleansDro.Learning;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro train SPEC</c>: one run.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var spec = SpecArgument.Create();
        var resume = new Option<bool>("--resume") { Description = "Go on from the latest good checkpoint in the folder of --out." };
        var stopAfter = new Option<int?>("--stop-after") { Description = "Save and stop after this many steps; --resume goes on.", HelpName = "N" };
        var command = new Command("train", "Trains a model by a spec.") { spec, resume, stopAfter };
        options.AddTo(command);
        command.SetAction(parsed => RunAsync(parsed, options, parsed.GetRequiredValue(spec), parsed.GetValue(resume), parsed.GetValue(stopAfter)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, RunOptions options, string specName, bool resume, int? stopAfter)
    {
        var spec = options.Override(parsed, SpecArgument.Read(specName, options.Data(parsed)));
        if (stopAfter is { } steps && (steps < 1 || steps > spec.Steps))
        {
            throw new InvalidInputException($"--stop-after must be from 1 to the spec's {spec.Steps} steps, not {steps}.");
        }

        var folder = RunFolder.Open(options.Folder(parsed, spec), resume);
        var start = new RunStart { Spec = spec, Trainers = options.Trainers(parsed), CheckpointRoot = folder.Checkpoints, Resume = resume, StopAfter = stopAfter };
        await using var host = await RunHost.StartAsync(options.HttpPort(parsed));
        var outcome = await host.RunAsync("", start);
        RunFiles.Write(folder.Path, outcome.Result);
        if (outcome.Result.StepsCommitted < spec.Steps)
        {
            await Console.Error.WriteLineAsync($"Stopped after {outcome.Result.StepsCommitted} of {spec.Steps} steps. Go on with: orleansdro train {specName} --resume --out {folder.Path}");
            return outcome.WasInterrupted ? ExitCode.Interrupted : ExitCode.Done;
        }

        LabelledResult[] results = [new(spec.Name, outcome.Result)];
        RunFiles.WriteReport(folder.Path, results);
        if (options.Json(parsed))
        {
            Console.WriteLine(ReportJson.Serialize(RunSummary.From(outcome.Result)));
        }
        else
        {
            AnsiConsole.Write(ComparisonTable.Create(results));
            Console.WriteLine($"Files and report.html: {folder.Path}");
        }

        return ExitCode.Done;
    }
}
