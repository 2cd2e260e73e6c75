using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;

namespace OrleansDro.Cli.Sessions;

/// <summary>Polls a run until it ends.</summary>
internal static class RunWatch
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Shows a run's progress until it has ended.</summary>
    /// <returns>The final status.</returns>
    public static async Task<RunStatus> UntilEndAsync(Func<Task<RunStatus>> getStatus, string label, IRunProgress progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = await getStatus();
            if (status.State == RunState.Failed)
            {
                // The reason is printed once, when the process ends.
                return status;
            }

            progress.Report(label, status);
            if (status.State.IsFinal())
            {
                return status;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }
}
