using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Tests.Temperature;

public sealed class TemperatureOptionsTests
{
    private static readonly TemperatureOptions Share = new() { Control = TemperatureControl.EffectiveSampleSize, Target = 0.3 };
    private static readonly TemperatureOptions Budget = new() { Control = TemperatureControl.KullbackLeibler, Target = 1 };

    public static TheoryData<TemperatureOptions, string> Invalid => new()
    {
        { new TemperatureOptions { Control = (TemperatureControl)7 }, "Control" },
        { new TemperatureOptions { Target = 0.5 }, "Target" },
        { Share with { Target = null }, "Target" },
        { Share with { Target = 0 }, "Target" },
        { Share with { Target = 1 }, "Target" },
        { Share with { Target = double.NaN }, "Target" },
        { Budget with { Target = null }, "Target" },
        { Budget with { Target = 0 }, "Target" },
        { Budget with { Target = double.NaN }, "Target" },
        { Budget with { Target = double.PositiveInfinity }, "Target" },
        { Share with { Maximum = 0 }, "Maximum" },
        { Share with { Maximum = double.PositiveInfinity }, "Maximum" },
        { Share with { Maximum = double.NaN }, "Maximum" },
        { Share with { Every = 0 }, "Every" },
        { Share with { WarmUpSteps = -1 }, "WarmUpSteps" },
        { Share with { EffectiveSampleSizeFloor = 0.5 }, "EffectiveSampleSizeFloor" },
        { Share with { EffectiveSampleSizeFloor = -1 }, "EffectiveSampleSizeFloor" },
        { Share with { EffectiveSampleSizeFloor = double.PositiveInfinity }, "EffectiveSampleSizeFloor" },
        { Share with { EffectiveSampleSizeFloor = double.NaN }, "EffectiveSampleSizeFloor" },
    };

    [Fact]
    public void Validate_Defaults_AreTheDocumentedOnes()
    {
        var options = new TemperatureOptions();
        options.Validate();
        Assert.Equal(
            new TemperatureOptions
            {
                Control = TemperatureControl.Fixed,
                Target = null,
                Maximum = 1e4,
                Every = 50,
                WarmUpSteps = 0,
                EffectiveSampleSizeFloor = 0,
            },
            options);
    }

    [Fact]
    public void Validate_EdgesOfTheRanges_AreAccepted()
    {
        (Share with { Target = double.Epsilon, Maximum = double.Epsilon, Every = 1, WarmUpSteps = 0, EffectiveSampleSizeFloor = 1 }).Validate();
        (Budget with { Target = double.MaxValue, Maximum = double.MaxValue, Every = int.MaxValue, WarmUpSteps = int.MaxValue, EffectiveSampleSizeFloor = 1e9 }).Validate();
    }

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void FindInvalid_OptionOutsideItsRange_NamesItAndItsValue(TemperatureOptions options, string property)
    {
        var invalid = options.FindInvalid();
        Assert.Equal(property, invalid?.Property);
        Assert.Equal(typeof(TemperatureOptions).GetProperty(property)?.GetValue(options), invalid?.Value);
        Assert.Equal(property, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemperatureController(options, 1));
    }
}
