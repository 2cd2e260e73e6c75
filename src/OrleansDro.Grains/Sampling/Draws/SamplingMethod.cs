using OrleansDro.Abstractions.Specs;
using OrleansDro.Robustness.Errors;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>How a run draws its cases.</summary>
/// <param name="IsUniform">Each case once an epoch in a new order (empirical risk minimization), rather than by hardness.</param>
/// <param name="Options">The options of hardness weighted sampling; beta 0 under uniform sampling.</param>
internal sealed record SamplingMethod(bool IsUniform, SamplingOptions Options)
{
    private const string Uniform = "uniform", Hardness = "hardness", Field = "sampling";

    /// <summary>The methods with the types of their options.</summary>
    public static IEnumerable<ComponentOptions> Components => [new(Field, Hardness, typeof(SamplingOptions)), new(Field, Uniform, typeof(UniformSamplingOptions))];

    /// <summary>Reads the method of a spec.</summary>
    /// <exception cref="InvalidInputException">The name is unknown or an option is out of its range.</exception>
    public static SamplingMethod Of(RunSpec spec)
    {
        var options = spec.Sampling.ParseOptions();
        switch (spec.Sampling.Name)
        {
            case Uniform:
                _ = StrictJson.Bind<UniformSamplingOptions>(options, spec.Name, Field);
                return new SamplingMethod(true, new SamplingOptions { Beta = 0 });
            case Hardness:
                var hardness = StrictJson.Bind<SamplingOptions>(options, spec.Name, Field);
                return hardness.FindInvalid() is { } invalid ? throw invalid.ToInputException(Field) : new SamplingMethod(false, hardness);
            default:
                throw new InvalidInputException($"{Field}.name is '{spec.Sampling.Name}', which is unknown; valid names: {Hardness}, {Uniform}.");
        }
    }

    /// <summary>Creates the draws of a run.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="shards">Its cases. After cases were added, new draws have to be created.</param>
    /// <param name="grownAt">The first step that can draw the cases that were added last; 0 if none were.</param>
    /// <exception cref="InvalidInputException">There are too many cases for the options.</exception>
    public IDrawMethod CreateDraws(RunSpec spec, IShardSet shards, long grownAt)
    {
        RequireCapacity(spec, shards.Cases);
        return IsUniform
            ? new UniformDraws(shards, spec.Seed, grownAt)
            : new StepDraws(shards, new KullbackLeiblerObjective(Options, shards), Options, spec.Seed);
    }

    /// <summary>Checks that a batch has enough slots for the revisit sweep of the options.</summary>
    /// <param name="spec">The run.</param>
    /// <param name="cases">How many cases it has.</param>
    /// <exception cref="InvalidInputException">There are too many cases.</exception>
    public void RequireCapacity(RunSpec spec, int cases)
    {
        var slots = RevisitSweep.SlotsOf(cases, Options.RevisitEvery);
        if (slots >= spec.BatchSize)
        {
            var remedy = spec.BatchSize == 1
                ? "Enlarge the batch."
                : $"Set it to {((cases - 1) / (spec.BatchSize - 1)) + 1} or more, or enlarge the batch.";
            throw new InvalidInputException(
                $"{Field}.revisitEvery is {Options.RevisitEvery}: to draw each of {cases} cases in that many steps takes {slots} slots of a step, "
                + $"and batchSize is {spec.BatchSize}. {remedy}");
        }
    }
}
