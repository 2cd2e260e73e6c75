namespace OrleansDro.Cli.Tests.Reporting.Html;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0, 500, "0 100 200 300 400 500")]
    [InlineData(0, 25000, "0 5k 10k 15k 20k 25k")]
    [InlineData(0, 0.013, "0.000 0.005 0.010")]
    [InlineData(-1, 1, "-1.0 -0.5 0.0 0.5 1.0")]
    public void Ticks_AreRound(double min, double max, string expected)
    {
        var axis = new Axis(min, max);

        Assert.Equal(expected, string.Join(' ', axis.Ticks.Select(axis.Label)));
    }

    [Fact]
    public void LogAxis_TicksArePowersOfTwoAndEquallyFarApart()
    {
        var axis = new LogAxis(2, 64);

        Assert.Equal("2 4 8 16 32 64", string.Join(' ', axis.Ticks.Select(axis.Label)));
        Assert.Equal([0, 0.2, 0.4, 0.6, 0.8, 1], axis.Ticks.Select(tick => Math.Round(axis.Position(tick), 12)));
    }

    [Fact]
    public void LogAxis_OverDecades_HasTicksAtPowersOfTen()
    {
        var axis = LogAxis.CoveringDecades([0.00031, 4.2, 0, -1, double.NaN]);

        Assert.Equal("1E-4 0.001 0.01 0.1 1 10", string.Join(' ', axis.Ticks.Select(axis.Label)));
    }

    [Fact]
    public void Covering_EndsAtRoundNumbers() => Assert.Equal(new Axis(0, 1.5), Axis.Covering([0.31, 1.42], 0));

    [Fact]
    public void Covering_PassesOverWhatIsNotFinite() => Assert.Equal(new Axis(0, 1), Axis.Covering([double.NaN, double.PositiveInfinity, 1], 0));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Covering_OneValue_HasARange(double value)
    {
        var axis = Axis.Covering([value]);

        Assert.InRange(axis.Position(value), 0, 1);
        Assert.True(axis.Max > axis.Min);
    }

    [Fact]
    public void Covering_Nothing_HasARange() => Assert.Equal(new Axis(0, 1), Axis.Covering([]));
}
