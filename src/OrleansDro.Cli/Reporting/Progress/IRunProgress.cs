using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>Shows the progress of runs.</summary>
internal interface IRunProgress
{
    /// <summary>Takes the status of a run; call it at every poll.</summary>
    /// <param name="label">Distinguishes the runs of a sequence; empty if there is only one.</param>
    /// <param name="status">The status of the run.</param>
    void Report(string label, RunStatus status);
}
