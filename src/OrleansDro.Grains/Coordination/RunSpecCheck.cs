using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Coordination;

/// <summary>Checks the ranges of a spec's own fields; each component checks its own options.</summary>
public static class RunSpecCheck
{
    /// <summary>The rule for a run's name, as the end of a sentence: "must be ...".</summary>
    public const string NameRule = "made of letters, digits, '-', '_' and '.', and not of '.' alone";

    /// <summary>Whether a name is valid for a run: it must be usable as a folder name and as a part of a URL.</summary>
    public static bool IsName(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && name.Any(c => c != '.');

    /// <summary>Checks a spec.</summary>
    /// <exception cref="InvalidInputException">A field is out of its range; the message names it.</exception>
    public static void Validate(RunSpec spec)
    {
        Require(IsName(spec.Name), "name", NameRule, spec.Name);
        RequireRanges(spec, "");
        RequireRanges(spec.Compute, "compute");
        RequireRanges(spec.Checkpoint, "checkpoint");
        Require(spec.BatchSize % spec.MicroBatches == 0, "microBatches", $"a divisor of batchSize ({spec.BatchSize})", spec.MicroBatches);
        if (spec.Validation is { } validation)
        {
            RequireRanges(validation, "validation");
        }

        if (spec.LocalUpdates is { } local)
        {
            RequireRanges(local, "localUpdates");
            Require(
                spec.BatchSize / spec.MicroBatches % local.InnerSteps == 0,
                "localUpdates.innerSteps",
                $"a divisor of batchSize / microBatches ({spec.BatchSize / spec.MicroBatches})",
                local.InnerSteps);
            Require(spec.Compute.Mode == ComputeMode.Exact, "compute.mode", "exact with localUpdates", "fast");
        }

        _ = SamplingMethod.Of(spec);
    }

    private static void RequireRanges(object part, string path)
    {
        if (OptionRanges.FindInvalid(part) is { } invalid)
        {
            throw invalid.ToInputException(path);
        }
    }

    private static void Require<T>(bool condition, string field, string range, T value)
    {
        if (!condition)
        {
            throw new InvalidInputException($"The spec's field '{field}' must be {range}; it is '{value}'.");
        }
    }
}
