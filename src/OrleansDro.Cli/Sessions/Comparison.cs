using System.CommandLine;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Results;
using OrleansDro.Robustness.Errors;
using Spectre.Console;

namespace OrleansDro.Cli.Sessions;

/// <summary>Runs a spec twice, with uniform sampling and with its own sampling, with the same seed, steps and batch size, and shows both results side by side.</summary>
internal static class Comparison
{
    private const string UniformSampling = "uniform";

    public static async Task<int> RunAsync(ParseResult parsed, RunOptions options, string specName)
    {
        var spec = options.ReadSpec(parsed, specName);
        if (spec.Sampling.Name == UniformSampling)
        {
            throw new InvalidInputException($"The spec '{specName}' already samples uniformly; a comparison needs sampling.name 'hardness'.");
        }

        var catalog = options.Catalog(parsed);
        var folder = Path.GetFullPath(options.Folder(parsed, spec));
        (string Label, RunSpec Spec)[] runs =
        [
            ("ERM", spec with { Name = spec.Name + "-erm", Sampling = new ComponentSpec(UniformSampling) }),
            ("DRO", spec with { Name = spec.Name + "-dro" }),
        ];
        var folders = Array.ConvertAll(runs, run => RunFolder.Open(Path.Combine(folder, run.Label.ToLowerInvariant()), resume: false));
        var trainers = options.Trainers(parsed);
        await using var host = await RunHost.StartAsync(options.HttpPort(parsed), spec, catalog, trainers);
        var results = new List<LabeledResult>();
        foreach (var ((label, runSpec), runFolder) in runs.Zip(folders))
        {
            var start = new RunStart
            {
                Spec = runSpec,
                Trainers = trainers,
                CheckpointRoot = runFolder.Checkpoints,
                EventFolder = runFolder.EventFiles,
                AlsoPreview = [.. results.SelectMany(earlier => earlier.Result.Previews).Select(preview => preview.Id)],
            };
            var outcome = await host.RunAsync(label, start);
            RunFiles.Write(runFolder.Path, outcome.Result);
            if (outcome.WasInterrupted)
            {
                return ExitCode.Interrupted;
            }

            results.Add(new LabeledResult(label, outcome.Result));
        }

        RunFiles.WriteReport(folder, results);
        if (options.Json(parsed))
        {
            Console.WriteLine(ReportJson.Serialize(ComparisonSummary.From(results)));
        }
        else
        {
            AnsiConsole.Write(ComparisonTable.Create(results));
            Console.WriteLine($"Files and report.html: {folder}");
        }

        return ExitCode.Done;
    }
}
