using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Validation;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Tests.Validation;

public sealed class ValidationPointTests
{
    [Theory]
    [InlineData(ValidationStatistic.Mean, 0.55)]
    [InlineData(ValidationStatistic.Worst, 0.1)]
    [InlineData(ValidationStatistic.P5, 0.145)]
    [InlineData(ValidationStatistic.P25, 0.325)]
    [InlineData(ValidationStatistic.WorstGroup, 0.3)]
    [InlineData(ValidationStatistic.WorstLabel, 0.2)]
    public void ValueOf_TenScores_IsTheStatistic(ValidationStatistic statistic, double expected)
    {
        var cases = Enumerable.Range(1, 10).Select(i => new CaseEvaluation(i, $"v{i}", i <= 5 ? "rare" : "common", 1, i / 10.0, []));
        var point = new ValidationPoint(4, default, TailReports.OfScores(cases, isSegmentation: true)!, null, [0.2, 0.9]);
        Assert.Equal(expected, point.ValueOf(statistic), 12);
    }

    [Fact]
    public void BestOf_EqualStatistics_IsTheHigherMeanThenTheEarlier()
    {
        ValidationPoint[] points = [Point(4, 0.5, 0.6), Point(8, 0.5, 0.8), Point(12, 0.5, 0.8), Point(16, 0.4, 0.9)];
        Assert.Equal(8, ValidationPoint.BestOf(points, ValidationStatistic.Worst)?.Steps);
        Assert.Null(ValidationPoint.BestOf([], ValidationStatistic.Worst));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void IsDue_TwoAfterTheBest_IsTrueUpToTheirNumber(int patience, bool expected)
    {
        var validation = new ValidationSpec { Every = 4, Patience = patience, Best = ValidationStatistic.Worst };
        Assert.Equal(expected, EarlyStop.IsDue(validation, [Point(4, 0.5, 0.6), Point(8, 0.4, 0.6), Point(12, 0.5, 0.6)]));
    }

    [Theory]
    [InlineData(ValidationStatistic.P5, false)]
    [InlineData(ValidationStatistic.WorstGroup, true)]
    [InlineData(ValidationStatistic.WorstLabel, true)]
    public void Require_ClassificationWithoutGroups_RefusesWhatItLacks(ValidationStatistic best, bool refused)
    {
        var data = new DataSummary([new CaseLabel("a", null)], [new CaseLabel("v", null)], ["one"], IsSegmentation: false);
        var exception = Record.Exception(() => ValidationCheck.Require(new ValidationSpec { Every = 1, Best = best }, data));
        Assert.Equal(refused, exception is InvalidInputException);
        Assert.IsType<InvalidInputException>(Record.Exception(() => ValidationCheck.Require(new ValidationSpec { Every = 1 }, data with { Validation = [] })));
    }

    private static ValidationPoint Point(long steps, double worst, double mean)
    {
        double[] scores = [worst, mean, (2 * mean) - worst];
        return new ValidationPoint(steps, default, TailReports.OfScores(scores.Select((score, i) => new CaseEvaluation(i, $"v{i}", null, 1, score, [])), true)!, null, []);
    }
}
