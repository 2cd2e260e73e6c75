using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Tests.Sampling;

public sealed class SamplingMethodTests
{
    [Theory]
    [InlineData(1, 1_000_000, 50)]
    [InlineData(4, 16, 50)]
    [InlineData(4, 1, 4)]
    public void RequireCapacity_SweepFillsTheBatch_Throws(int batchSize, int revisitEvery, int cases)
    {
        var spec = Spec("hardness", $$"""{"revisitEvery": {{revisitEvery}}}""") with { BatchSize = batchSize };
        Assert.Throws<InvalidInputException>(() => SamplingMethod.Of(spec).RequireCapacity(spec, cases));
    }

    [Theory]
    [InlineData("hardness", """{"revisitEvery": 17}""", 50)]
    [InlineData("hardness", """{"revisitEvery": 1}""", 3)]
    [InlineData("hardness", "{}", 1_000_000)]
    [InlineData("uniform", "{}", 1_000_000)]
    public void RequireCapacity_SlotsAreLeft_Passes(string name, string options, int cases)
    {
        var spec = Spec(name, options) with { BatchSize = 4 };
        SamplingMethod.Of(spec).RequireCapacity(spec, cases);
    }

    private static RunSpec Spec(string name, string options) => SmallRun.Spec(steps: 1) with { Sampling = new ComponentSpec(name, options) };

    [Theory]
    [InlineData("""{"beta": -1}""", "'sampling.beta' must be 0 or more; it is -1.")]
    [InlineData("""{"mixingFloor": 1.5}""", "'sampling.mixingFloor' must be from 0 to below 1; it is 1.5.")]
    [InlineData("""{"temperature": {"every": 0}}""", "'sampling.temperature.every' must be 1 or more; it is 0.")]
    [InlineData("""{"temperature": {"control": "kullbackLeibler"}}""", "'sampling.temperature.target' must be")]
    [InlineData("""{"importanceWeighting": {"minimum": 11}}""", "'sampling.importanceWeighting.minimum' must be")]
    public void Of_OptionOutOfItsRange_NamesTheFieldOfTheSpec(string options, string message)
    {
        var failure = Assert.Throws<InvalidInputException>(() => SamplingMethod.Of(SmallRun.Spec(options: options)));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("selfNormalize")]
    [InlineData("selfNormalise")]
    public void Of_SelfNormalizationUnderEitherName_IsOn(string field) =>
        Assert.True(SamplingMethod.Of(SmallRun.Spec(options: $$$"""{"importanceWeighting": {"{{{field}}}": true}}""")).Options.ImportanceWeighting.SelfNormalize);
}
