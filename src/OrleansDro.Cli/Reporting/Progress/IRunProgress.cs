using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>Shows people how runs get on.</summary>
internal interface IRunProgress
{
    /// <summary>Takes the status of a run; call it at every poll.</summary>
    /// <param name="label">Tells the runs of a sequence apart; empty where there is one.</param>
    /// <param name="status">Where the run stands.</param>
    void Report(string label, RunStatus status);
}
