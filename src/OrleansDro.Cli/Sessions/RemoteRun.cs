using OrleansDro.Abstractions.Results;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Results;
using OrleansDro.Hosting;
using OrleansDro.Robustness.Errors;
using Spectre.Console;

namespace OrleansDro.Cli.Sessions;

/// <summary>Follows a run of a cluster to its end, and writes its files on this machine.</summary>
internal static class RemoteRun
{
    /// <summary>Follows a run until it ends or the user stops the command.</summary>
    /// <param name="session">The cluster.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="folder">The folder for its files; null: no files are written.</param>
    /// <param name="json">Whether its result is printed as JSON.</param>
    /// <exception cref="InvalidInputException">The run failed because of the user's input.</exception>
    /// <exception cref="RunFailedException">The run failed for another reason.</exception>
    public static async Task<int> FollowAsync(ClusterSession session, string run, string? folder, bool json)
    {
        using var stopSignal = new StopSignal();
        try
        {
            var status = await session.Progress.ShowAsync(
                progress => RunWatch.UntilEndAsync(() => session.GetStatusAsync(run, stopSignal.Token), "", progress, stopSignal.Token));
            RunFailedException.ThrowIfFailed(status);
        }
        catch (OperationCanceledException) when (stopSignal.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"The run continues. Follow it with: orleansdro watch {run}");
            return ExitCode.Interrupted;
        }

        if (await session.GetResultAsync(run) is { } result)
        {
            Show(result, folder, json);
        }

        return ExitCode.Done;
    }

    private static void Show(RunResult result, string? folder, bool json)
    {
        LabeledResult[] results = [new(result.Run, result)];
        if (folder is not null)
        {
            RunFiles.Write(folder, result);
            RunFiles.WriteReport(folder, results);
        }

        if (json)
        {
            Console.WriteLine(ReportJson.Serialize(RunSummary.From(result)));
            return;
        }

        AnsiConsole.Write(ComparisonTable.Create(results));
        if (folder is not null)
        {
            Console.WriteLine($"Files and report.html: {folder}");
        }
    }
}
