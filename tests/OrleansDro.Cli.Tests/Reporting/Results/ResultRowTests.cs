using OrleansDro.Cli.Reporting.Results;

namespace OrleansDro.Cli.Tests.Reporting.Results;

public sealed class ResultRowTests
{
    [Theory]
    [InlineData(true, 0.5, 0.6, 1)]
    [InlineData(false, 0.5, 0.6, 0)]
    [InlineData(true, 0.5, 0.50001, null)] // both are printed as 0.500
    [InlineData(true, double.NaN, 0.5, null)]
    public void Best_IsTheRunThatDoesBetter(bool higherIsBetter, double first, double second, int? expected) =>
        Assert.Equal(expected, Row(higherIsBetter, first, second).Best);

    [Fact]
    public void Best_OfOneRun_IsNone() => Assert.Null(Row(true, 0.5).Best);

    [Fact]
    public void Best_OfThreeRuns_IsTheBestOfAll() => Assert.Equal(2, Row(false, 0.5, 0.4, 0.3).Best);

    [Fact]
    public void Difference_IsThatOfTwoRuns()
    {
        Assert.Equal(0.25, Row(true, 0.5, 0.75).Difference);
        Assert.Null(Row(true, 0.5).Difference);
        Assert.Null(Row(true, 0.5, 0.6, 0.7).Difference);
    }

    private static ResultRow Row(bool higherIsBetter, params double[] values) =>
        new("section", "name", "explanation", higherIsBetter, IsHeadline: false, [.. values.Select(value => new ResultValue(value))]);
}
