using System.ComponentModel.DataAnnotations;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Robustness.Tests.Errors;

public sealed class OptionRangesTests
{
    public sealed record Options
    {
        // Whole numbers as limits of a number that is not whole.
        [Range(0, 1, MaximumIsExclusive = true)]
        public double Share { get; init; }

        [Range(0, double.MaxValue, MinimumIsExclusive = true)]
        public double? Rate { get; init; }

        [Range(double.MinValue, double.MaxValue)]
        public double Loss { get; init; }

        [Length(1, 2), Range(1, 8)]
        public IReadOnlyList<int> Channels { get; init; } = [4];

        [Range(0, 1)]
        public IReadOnlyDictionary<string, double> Keep { get; init; } = new Dictionary<string, double>();

        [AllowedValues("cpu", "cuda")]
        public string Device { get; init; } = "cpu";
    }

    public static TheoryData<Options, string> Wrong => new()
    {
        { new Options { Share = 1 }, "The spec's field 'part.share' must be from 0 to below 1; it is 1." },
        { new Options { Share = -0.4 }, "The spec's field 'part.share' must be from 0 to below 1; it is -0.4." },
        { new Options { Share = double.NaN }, "The spec's field 'part.share' must be from 0 to below 1; it is NaN." },
        { new Options { Rate = 0 }, "The spec's field 'part.rate' must be above 0; it is 0." },
        { new Options { Rate = double.PositiveInfinity }, "The spec's field 'part.rate' must be above 0; it is Infinity." },
        { new Options { Loss = double.NegativeInfinity }, "The spec's field 'part.loss' must be a finite number; it is -Infinity." },
        { new Options { Channels = [] }, "The spec's field 'part.channels' must be a list of 1 to 2 values; it is a list of 0." },
        { new Options { Channels = [8, 9] }, "The spec's field 'part.channels[1]' must be from 1 to 8; it is 9." },
        { new Options { Keep = new Dictionary<string, double> { ["3"] = 2 } }, "The spec's field 'part.keep.3' must be from 0 to 1; it is 2." },
        { new Options { Device = "tpu" }, "The spec's field 'part.device' must be cpu or cuda; it is tpu." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void FindInvalid_OptionOutOfItsRange_NamesFieldRangeAndValue(Options options, string message) =>
        Assert.Equal(message, OptionRanges.FindInvalid(options)!.ToInputException("part").Message);

    [Fact]
    public void FindInvalid_OptionsAtTheEdges_AreTaken()
    {
        var options = new Options { Share = 0, Rate = double.Epsilon, Channels = [1, 8], Keep = new Dictionary<string, double> { ["3"] = 1 }, Device = "cuda" };

        Assert.Null(OptionRanges.FindInvalid(options));
        Assert.Null(OptionRanges.FindInvalid(options with { Rate = null, Share = 0.999999 }));
    }
}
