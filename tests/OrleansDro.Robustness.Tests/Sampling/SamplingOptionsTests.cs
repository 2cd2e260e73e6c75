using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

public sealed class SamplingOptionsTests
{
    public static TheoryData<SamplingOptions, string> Invalid => new()
    {
        { new SamplingOptions { Beta = -1 }, "Beta" },
        { new SamplingOptions { Beta = double.NaN }, "Beta" },
        { new SamplingOptions { Beta = double.PositiveInfinity }, "Beta" },
        { new SamplingOptions { MixingFloor = 1 }, "MixingFloor" },
        { new SamplingOptions { MixingFloor = -0.1 }, "MixingFloor" },
        { new SamplingOptions { MixingFloor = double.NaN }, "MixingFloor" },
        { new SamplingOptions { Momentum = 1 }, "Momentum" },
        { new SamplingOptions { Momentum = -0.1 }, "Momentum" },
        { new SamplingOptions { StartLoss = double.NaN }, "StartLoss" },
        { new SamplingOptions { Start = (StartKind)7 }, "Start" },
        { new SamplingOptions { ImportanceWeighting = new() { Minimum = -1 } }, "Minimum" },
        { new SamplingOptions { ImportanceWeighting = new() { Minimum = 11 } }, "Minimum" },
        { new SamplingOptions { ImportanceWeighting = new() { Maximum = 0 } }, "Maximum" },
        { new SamplingOptions { ImportanceWeighting = new() { Maximum = double.PositiveInfinity } }, "Maximum" },
    };

    [Fact]
    public void Validate_Defaults_AreTheDocumentedOnes()
    {
        var options = new SamplingOptions();
        options.Validate();
        Assert.Equal(
            new SamplingOptions
            {
                Beta = 10,
                Replacement = true,
                MixingFloor = 0,
                Momentum = 0,
                Start = StartKind.Optimistic,
                StartLoss = 2,
                ImportanceWeighting = new() { Enabled = false, Minimum = 0.1, Maximum = 10, SelfNormalise = false },
            },
            options);
    }

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void Validate_OptionOutsideItsRange_ThrowsNamingIt(SamplingOptions options, string name)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(options.Validate);
        Assert.Equal(name, thrown.ParamName);
        Assert.Contains($"{name} must be", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StartOf_Optimistic_IsUnseen()
        => Assert.Equal(CaseRecord.Unseen, new SamplingOptions().StartOf(1, 5));

    [Fact]
    public void StartOf_Constant_HasTheStartLossWithALittleNoise()
    {
        var options = new SamplingOptions { Start = StartKind.Constant, StartLoss = -4 };
        var losses = Enumerable.Range(0, 10_000).Select(i => options.StartOf(1, i).Loss).ToArray();
        var mean = losses.Average();
        Assert.Equal(-4, mean, 0.004 * 4 / 100);
        Assert.Equal(0.004, Math.Sqrt(losses.Average(loss => (loss - mean) * (loss - mean))), 0.0002);
        Assert.Equal(losses.Length, losses.Distinct().Count());
        Assert.Equal(options.StartOf(1, 3), options.StartOf(1, 3));
        Assert.NotEqual(options.StartOf(1, 3), options.StartOf(2, 3));
        Assert.Equal(new CaseRecord(losses[3], -1, 0, CaseStatus.Unseen), options.StartOf(1, 3));
    }
}
