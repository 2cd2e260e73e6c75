using OrleansDro.Abstractions.Specs;
using OrleansDro.Robustness.Errors;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>How a run draws its cases.</summary>
/// <param name="IsUniform">Each case once an epoch in a new order (empirical risk minimisation), rather than by hardness.</param>
/// <param name="Options">The options of hardness weighted sampling; beta 0 under uniform sampling.</param>
internal sealed record SamplingMethod(bool IsUniform, SamplingOptions Options)
{
    private const string Uniform = "uniform", Hardness = "hardness", Field = "sampling";

    /// <summary>Reads the method of a spec.</summary>
    /// <exception cref="InvalidInputException">The name is unknown or an option is out of its range.</exception>
    public static SamplingMethod Of(RunSpec spec)
    {
        var options = spec.Sampling.ParseOptions();
        switch (spec.Sampling.Name)
        {
            case Uniform:
                _ = StrictJson.Bind<NoOptions>(options, spec.Name, Field);
                return new SamplingMethod(true, new SamplingOptions { Beta = 0 });
            case Hardness:
                var hardness = StrictJson.Bind<SamplingOptions>(options, spec.Name, Field);
                Check(hardness.ImportanceWeighting.Validate, $"{Field}.importanceWeighting");
                Check(hardness.Temperature.Validate, $"{Field}.temperature");
                Check(hardness.Validate, Field);
                return new SamplingMethod(false, hardness);
            default:
                throw new InvalidInputException($"{Field}.name is '{spec.Sampling.Name}', which is unknown; valid names: {Hardness}, {Uniform}.");
        }
    }

    /// <summary>The library names its property; a spec names the field.</summary>
    private static void Check(Action validate, string field)
    {
        try
        {
            validate();
        }
        catch (ArgumentException exception)
        {
            // Without what .NET appends about the parameter and its value.
            var rule = exception.Message.Split(" (Parameter")[0].TrimEnd('.');
            var found = exception is ArgumentOutOfRangeException { ActualValue: { } value } ? FormattableString.Invariant($"; it is {value}") : "";
            throw new InvalidInputException($"{field}.{char.ToLowerInvariant(rule[0])}{rule[1..]}{found}.", exception);
        }
    }
}
