using System.Text.Json;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Draws;

/// <summary>How a run draws its cases.</summary>
/// <param name="IsUniform">Each case once an epoch in a new order (empirical risk minimization), rather than by hardness.</param>
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
                return hardness.FindInvalid() is { } invalid ? throw ErrorFor(invalid) : new SamplingMethod(false, hardness);
            default:
                throw new InvalidInputException($"{Field}.name is '{spec.Sampling.Name}', which is unknown; valid names: {Hardness}, {Uniform}.");
        }
    }

    /// <summary>The error names the field of the spec, whose names are camelCase.</summary>
    private static InvalidInputException ErrorFor(InvalidOption option)
    {
        var path = string.Join('.', option.Property.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
        var found = option.Value is { } value ? FormattableString.Invariant($"; it is {value}") : "";
        return new InvalidInputException($"{Field}.{path} must be {option.Rule}{found}.");
    }
}
