using System.Globalization;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>States of a run in words.</summary>
internal static class RunStates
{
    /// <summary>A state in one word.</summary>
    public static string Name(RunState state) => state.ToString().ToLowerInvariant();

    /// <summary>The trainers that compute.</summary>
    public static int Trainers(RunStatus status) => status.Trainers.Count(trainer => trainer.MicroBatches.Count > 0);

    /// <summary>The trainers that compute, in words; null if none is known.</summary>
    public static string? DescribeTrainers(RunStatus status) => Trainers(status) switch
    {
        0 => null,
        1 => "1 trainer",
        var count => string.Create(CultureInfo.InvariantCulture, $"{count} trainers"),
    };

    /// <summary>Why the result cannot be repeated, in words; null if it can, as far as is known.</summary>
    public static string? DescribeKinds(RunStatus status) => !status.HasMixedKinds
        ? null
        : status.Kinds.Count > 1
            ? string.Create(CultureInfo.InvariantCulture, $"{status.Kinds.Count} kinds of trainers: cannot be repeated bit for bit")
            : "computed by several kinds of trainers: cannot be repeated bit for bit";

    /// <summary>The latest validation while the run trains, in words; null if there was none.</summary>
    public static string? DescribeValidation(RunStatus status) => status.Validation is { Score: { Metric: var metric, Summary: var scores } } point
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"validation after {point.Steps} steps: {metric} mean {Numbers.Format(scores.Mean)}, p5 {Numbers.Format(scores.P5)}, worst {Numbers.Format(scores.Min)}{BestOf(status, point.Steps)}")
        : null;

    public static string Describe(RunStatus status) => status.State switch
    {
        RunState.Preparing => "preparing: reading and checking the data",
        RunState.Training => "training",
        RunState.Evaluating => string.Create(CultureInfo.InvariantCulture, $"evaluating: {status.CasesEvaluated}/{status.CasesToEvaluate} cases"),
        RunState.Completed => string.Create(CultureInfo.InvariantCulture, $"completed: {status.StepsCommitted} steps"),
        RunState.Stopped => string.Create(CultureInfo.InvariantCulture, $"stopped at step {status.StepsCommitted}/{status.Steps}; it can be resumed"),
        RunState.Failed => $"failed: {status.Failure?.Message ?? "no reason was given"}",
        _ => "not started",
    };

    private static string BestOf(RunStatus status, long steps) => status.BestValidation switch
    {
        null => string.Empty,
        { Steps: var best } when best == steps => " (the best so far)",
        { Steps: var best } => string.Create(CultureInfo.InvariantCulture, $" (the best is that after {best} steps)"),
    };
}
