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
        { new SamplingOptions { RevisitEvery = -1 }, "RevisitEvery" },
        { new SamplingOptions { Momentum = 1 }, "Momentum" },
        { new SamplingOptions { Momentum = -0.1 }, "Momentum" },
        { new SamplingOptions { StartLoss = double.NaN }, "StartLoss" },
        { new SamplingOptions { Start = (StartKind)7 }, "Start" },
        { new SamplingOptions { ImportanceWeighting = new() { Minimum = -1 } }, "ImportanceWeighting.Minimum" },
        { new SamplingOptions { ImportanceWeighting = new() { Minimum = 11 } }, "ImportanceWeighting.Minimum" },
        { new SamplingOptions { ImportanceWeighting = new() { Maximum = 0 } }, "ImportanceWeighting.Maximum" },
        { new SamplingOptions { ImportanceWeighting = new() { Maximum = double.PositiveInfinity } }, "ImportanceWeighting.Maximum" },
        { new SamplingOptions { Temperature = new() { Every = 0 } }, "Temperature.Every" },
    };

    [Fact]
    public void Validate_Defaults_AreTheDocumentedOnes()
    {
        var options = new SamplingOptions();
        options.Validate();
        Assert.Null(options.FindInvalid());
        Assert.Equal(
            new SamplingOptions
            {
                Beta = 10,
                Replacement = true,
                MixingFloor = 0,
                RevisitEvery = 0,
                Momentum = 0,
                Start = StartKind.Optimistic,
                StartLoss = 2,
                ImportanceWeighting = new() { Enabled = false, Minimum = 0.1, Maximum = 10, SelfNormalize = false },
            },
            options);
    }

    [Theory]
    [MemberData(nameof(Invalid), DisableDiscoveryEnumeration = true)]
    public void FindInvalid_OptionOutsideItsRange_NamesIt(SamplingOptions options, string property)
    {
        Assert.Equal(property, options.FindInvalid()?.Property);
        Assert.Equal(property, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).ParamName);
    }

    [Fact]
    public void Append_Optimistic_AddsUnseenCases()
        => Assert.Equal([CaseRecord.Unseen, CaseRecord.Unseen], StartOf(new SamplingOptions(), 2, 1));

    [Fact]
    public void Append_Constant_HasTheStartLossWithALittleNoise()
    {
        var options = new SamplingOptions { Start = StartKind.Constant, StartLoss = -4 };
        var records = StartOf(options, 10_000, 1);
        var losses = records.Select(record => record.Loss).ToArray();
        var mean = losses.Average();
        Assert.Equal(-4, mean, 0.004 * 4 / 100);
        Assert.Equal(0.004, Math.Sqrt(losses.Average(loss => (loss - mean) * (loss - mean))), 0.0002);
        Assert.Equal(losses.Length, losses.Distinct().Count());
        Assert.Equal(records[..7], StartOf(options, 7, 1));
        Assert.NotEqual(records[3], StartOf(options, 4, 2)[3]);
        Assert.Equal(new CaseRecord(losses[3], -1, 0, CaseStatus.Unseen), records[3]);
    }

    [Theory]
    [InlineData(StartKind.Optimistic)]
    [InlineData(StartKind.Constant)]
    public void Append_ToCasesThatAreThere_StartsAsIfAllHadComeAtOnce(StartKind start)
    {
        var options = new SamplingOptions { Start = start };
        var history = new CaseHistory([new CaseRecord(9, 3, 1, CaseStatus.Seen)]);
        options.Append(history, 20, 1);
        options.Append(history, 0, 1);
        Assert.Equal([new CaseRecord(9, 3, 1, CaseStatus.Seen), .. StartOf(options, 21, 1)[1..]], history.ToArray());
    }

    private static CaseRecord[] StartOf(SamplingOptions options, int count, long seed)
    {
        var history = new CaseHistory(0);
        options.Append(history, count, seed);
        return history.ToArray();
    }
}
