using System.Globalization;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>States of a run in words.</summary>
internal static class RunStates
{
    public static bool IsFinal(RunState state) => state is RunState.Completed or RunState.Stopped or RunState.Failed;

    public static string Describe(RunStatus status) => status.State switch
    {
        RunState.Preparing => "preparing: reads and checks the data",
        RunState.Training => "training",
        RunState.Evaluating => string.Create(CultureInfo.InvariantCulture, $"evaluating: {status.CasesEvaluated}/{status.CasesToEvaluate} cases"),
        RunState.Completed => string.Create(CultureInfo.InvariantCulture, $"completed: {status.StepsCommitted} steps"),
        RunState.Stopped => string.Create(CultureInfo.InvariantCulture, $"stopped at step {status.StepsCommitted}/{status.Steps}; it can be resumed"),
        RunState.Failed => $"failed: {status.Failure?.Message ?? "no reason was given"}",
        _ => "not started",
    };
}
