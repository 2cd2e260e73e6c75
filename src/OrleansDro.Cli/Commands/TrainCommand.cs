using System.CommandLine;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Results;
using OrleansDro.Cli.Sessions;
using OrleansDro.Robustness.Errors;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro train SPEC</c>: one run.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var spec = SpecArgument.CreateOptional();
        var resume = new Option<bool>("--resume") { Description = "Continue from the latest good checkpoint in the folder of --out, by the spec of that run." };
        var stopAfter = new Option<int?>("--stop-after") { Description = "Save and stop after N steps; --resume continues.", HelpName = "N" };
        var changes = new Option<string?>("--changes") { Description = $"Repeat the case changes that another run recorded in its {ChangesFile.Name}.", HelpName = "FILE" };
        var command = new Command("train", "Trains a model as its spec describes.") { spec, resume, stopAfter, changes };
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) && result.GetResult(changes) is not null)
            {
                result.AddError("--changes and --resume cannot be combined; a resumed run takes its changes from the checkpoint.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(spec) is null && !result.GetValue(resume))
            {
                result.AddError($"Name a spec: a file, or one that ships with the program ({SpecArgument.Shipped}).");
            }
        });
        command.SetAction(parsed => RunAsync(parsed, options, parsed.GetValue(spec), parsed.GetValue(resume), parsed.GetValue(stopAfter), parsed.GetValue(changes)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, RunOptions options, string? specName, bool resume, int? stopAfter, string? changes)
    {
        var spec = options.ReadSpec(parsed, specName ?? SpecOfRun(options.Out(parsed)));
        if (stopAfter is { } steps && (steps < 1 || steps > spec.Steps))
        {
            throw new InvalidInputException($"--stop-after must be from 1 to the spec's {spec.Steps} steps, not {steps}.");
        }

        var catalog = options.Catalog(parsed);
        var recorded = changes is null ? [] : ChangesFile.Read(changes, spec.Steps);
        var folder = RunFolder.Open(options.Folder(parsed, spec), resume);
        var start = new RunStart
        {
            Spec = spec,
            Trainers = options.Trainers(parsed),
            CheckpointRoot = folder.Checkpoints,
            EventFolder = folder.EventFiles,
            Resume = resume,
            StopAfter = stopAfter,
            Changes = recorded,
        };
        await using var host = await RunHost.StartAsync(options.HttpPort(parsed), spec, catalog, start.Trainers);
        if (!resume)
        {
            RunFiles.WriteSpec(folder.Path, spec);
        }

        var outcome = await host.RunAsync("", start);
        RunFiles.Write(folder.Path, outcome.Result);
        if (outcome.Result.StepsCommitted < spec.Steps)
        {
            await Console.Error.WriteLineAsync($"Stopped after {outcome.Result.StepsCommitted} of {spec.Steps} steps. Continue with: orleansdro {RunFolder.ResumeArguments(folder.Path)}");
            return outcome.WasInterrupted ? ExitCode.Interrupted : ExitCode.Done;
        }

        LabeledResult[] results = [new(spec.Name, outcome.Result)];
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

    /// <summary>The spec of the run in a folder.</summary>
    private static string SpecOfRun(string? folder)
    {
        var file = Path.Combine(
            folder ?? throw new InvalidInputException("--resume without a spec needs --out DIR, the folder of the run to continue."), RunFiles.Spec);
        return File.Exists(file) ? file : throw new InvalidInputException($"{folder} holds no {RunFiles.Spec} of a run. Name the run's folder with --out, or its spec.");
    }
}
