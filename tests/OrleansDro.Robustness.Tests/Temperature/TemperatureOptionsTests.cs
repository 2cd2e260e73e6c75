using OrleansDro.Robustness.Temperature;

namespace OrleansDro.Robustness.Tests.Temperature;

public sealed class TemperatureOptionsTests
{
    private static readonly TemperatureOptions Share = new() { Control = TemperatureControl.EffectiveSampleSize, Target = 0.3 };
    private static readonly TemperatureOptions Budget = new() { Control = TemperatureControl.KullbackLeibler, Target = 1 };

    public static TheoryData<TemperatureOptions, string, string> Invalid => new()
    {
        { new TemperatureOptions { Control = (TemperatureControl)7 }, "Control", "Fixed or EffectiveSampleSize or KullbackLeibler" },
        { new TemperatureOptions { Target = 0.5 }, "Target", "left out, when Control is Fixed" },
        { Share with { Target = null }, "Target", "share of the seen cases, in (0, 1), when Control is EffectiveSampleSize" },
        { Share with { Target = 0 }, "Target", "in (0, 1)" },
        { Share with { Target = 1 }, "Target", "in (0, 1)" },
        { Share with { Target = double.NaN }, "Target", "in (0, 1)" },
        { Budget with { Target = null }, "Target", "budget in nats, above 0 and finite, when Control is KullbackLeibler" },
        { Budget with { Target = 0 }, "Target", "above 0" },
        { Budget with { Target = double.NaN }, "Target", "above 0" },
        { Budget with { Target = double.PositiveInfinity }, "Target", "finite" },
        { Share with { Maximum = 0 }, "Maximum", "above 0" },
        { Share with { Maximum = double.PositiveInfinity }, "Maximum", "finite" },
        { Share with { Maximum = double.NaN }, "Maximum", "finite" },
        { Share with { Every = 0 }, "Every", "1 or more" },
        { Share with { WarmUpSteps = -1 }, "WarmUpSteps", "0 or more" },
        { Share with { EffectiveSampleSizeFloor = 0.5 }, "EffectiveSampleSizeFloor", "1 or more" },
        { Share with { EffectiveSampleSizeFloor = -1 }, "EffectiveSampleSizeFloor", "0 (none)" },
        { Share with { EffectiveSampleSizeFloor = double.PositiveInfinity }, "EffectiveSampleSizeFloor", "finite" },
        { Share with { EffectiveSampleSizeFloor = double.NaN }, "EffectiveSampleSizeFloor", "finite" },
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
    public void Validate_OptionOutsideItsRange_ThrowsNamingIt(TemperatureOptions options, string name, string range)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(name, thrown.ParamName);
        Assert.Contains($"{name} must be", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(range, thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemperatureController(options, 1));
    }
}
