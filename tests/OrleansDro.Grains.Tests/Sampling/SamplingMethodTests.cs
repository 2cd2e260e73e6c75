using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Tests.Sampling;

public sealed class SamplingMethodTests
{
    [Theory]
    [InlineData("""{"beta": -1}""", "sampling.beta must be 0 or more and finite; it is -1.")]
    [InlineData("""{"mixingFloor": 1.5}""", "sampling.mixingFloor must be in [0, 1); it is 1.5.")]
    [InlineData("""{"temperature": {"every": 0}}""", "sampling.temperature.every must be 1 or more; it is 0.")]
    [InlineData("""{"temperature": {"control": "kullbackLeibler"}}""", "sampling.temperature.target must be")]
    [InlineData("""{"importanceWeighting": {"minimum": 11}}""", "sampling.importanceWeighting.minimum must be")]
    public void Of_OptionOutOfItsRange_NamesTheFieldOfTheSpec(string options, string message)
    {
        var failure = Assert.Throws<InvalidInputException>(() => SamplingMethod.Of(SmallRun.Spec(options: options)));

        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("selfNormalize")]
    [InlineData("selfNormalise")]
    public void Of_SelfNormalizationUnderEitherName_IsOn(string field) =>
        Assert.True(SamplingMethod.Of(SmallRun.Spec(options: $$$"""{"importanceWeighting": {"{{{field}}}": true}}""")).Options.ImportanceWeighting.SelfNormalize);
}
