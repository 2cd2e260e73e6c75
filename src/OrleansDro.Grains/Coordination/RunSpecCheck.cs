using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Coordination;

/// <summary>Checks the ranges of a spec's own fields; each component checks its own options.</summary>
public static class RunSpecCheck
{
    /// <summary>The rule for a run's name, as the end of a sentence: "must be ...".</summary>
    public const string NameRule = "made of letters, digits, '-', '_' and '.', and not of '.' alone";

    private const int ThreadLimit = 1024;

    /// <summary>Whether a name is valid for a run: it must be usable as a folder name and as a part of a URL.</summary>
    public static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name.Any(c => c != '.');

    /// <summary>Checks a spec.</summary>
    /// <exception cref="InvalidInputException">A field is out of its range; the message names it.</exception>
    public static void Validate(RunSpec spec)
    {
        Require(IsName(spec.Name), "name", NameRule, spec.Name);
        Require(spec.Steps >= 1, "steps", "1 or more", spec.Steps);
        Require(spec.BatchSize >= 1, "batchSize", "1 or more", spec.BatchSize);
        Require(spec.MicroBatches >= 1, "microBatches", "1 or more", spec.MicroBatches);
        Require(spec.BatchSize % spec.MicroBatches == 0, "microBatches", $"a divisor of batchSize ({spec.BatchSize})", spec.MicroBatches);
        Require(spec.DrawAhead is 0 or 1, "drawAhead", "0 or 1", spec.DrawAhead);
        Require(spec.StatisticsEvery >= 1, "statisticsEvery", "1 or more", spec.StatisticsEvery);
        Require(spec.Compute.Threads is >= 1 and <= ThreadLimit, "compute.threads", $"from 1 to {ThreadLimit}", spec.Compute.Threads);
        Require(spec.Compute.LoaderThreads is >= 1 and <= ThreadLimit, "compute.loaderThreads", $"from 1 to {ThreadLimit}", spec.Compute.LoaderThreads);
        Require(spec.Compute.AuditEvery >= 0, "compute.auditEvery", "0 (no audits) or more", spec.Compute.AuditEvery);
        Require(spec.Compute.Device is "cpu" or "cuda", "compute.device", "cpu or cuda", spec.Compute.Device);
        Require(spec.Checkpoint.Every >= 0, "checkpoint.every", "0 or more", spec.Checkpoint.Every);
        Require(spec.Checkpoint.Keep >= 1, "checkpoint.keep", "1 or more", spec.Checkpoint.Keep);
        if (spec.LocalUpdates is { } local)
        {
            Require(local.InnerSteps >= 1, "localUpdates.innerSteps", "1 or more", local.InnerSteps);
            Require(
                spec.BatchSize / spec.MicroBatches % local.InnerSteps == 0,
                "localUpdates.innerSteps",
                $"a divisor of batchSize / microBatches ({spec.BatchSize / spec.MicroBatches})",
                local.InnerSteps);
            Require(local.OuterLearningRate is > 0 and < double.PositiveInfinity, "localUpdates.outerLearningRate", "above 0", local.OuterLearningRate);
            Require(local.OuterMomentum is >= 0 and < 1, "localUpdates.outerMomentum", "from 0 to below 1", local.OuterMomentum);
            Require(spec.Compute.Mode == ComputeMode.Exact, "compute.mode", "exact with localUpdates", "fast");
        }

        _ = SamplingMethod.Of(spec);
    }

    private static void Require<T>(bool condition, string field, string range, T value)
    {
        if (!condition)
        {
            throw new InvalidInputException($"The spec's field '{field}' must be {range}; it is '{value}'.");
        }
    }
}
