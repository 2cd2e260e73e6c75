using Microsoft.Extensions.Time.Testing;
using OrleansDro.Grains.Autoscaling;

namespace OrleansDro.Grains.Tests.Autoscaling;

/// <summary>What is remembered of the speed with other numbers of trainers, and for how long.</summary>
public sealed class SpeedTableTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly SpeedTable _table;

    public SpeedTableTests() => _table = new SpeedTable(_clock);

    [Fact]
    public void Seconds_EnoughMeasurements_AreTheirMedian()
    {
        Measure(4, [1, 2, 3, 4, 5, 6, 100]);
        Assert.Empty(_table.Seconds);
        Assert.False(_table.IsFresh(4));
        Measure(4, [7]);
        Assert.Equal(4.5, _table.Seconds[4]);
        Assert.True(_table.IsFresh(4));
        Assert.Equal(SpeedTable.MeasurementsNeeded, _table.StepsOf(4));
    }

    [Fact]
    public void IsFresh_BackAtAPartThatWasMeasured_IsMeasuredAgain()
    {
        Measure(4, 2.0);
        Measure(2, 1.2);
        Assert.False(_table.IsFresh(4));
        Measure(4, [2.1]);
        Assert.False(_table.IsFresh(4));
        Assert.Equal(2.0, _table.Seconds[4]);
        Measure(4, 2.1);
        Assert.True(_table.IsFresh(4));
        Assert.Equal((2.1, 1.2), (_table.Seconds[4], _table.Seconds[2]));
    }

    [Fact]
    public void Seconds_SpeedHasChangedMuch_AllIsMeasuredAnew()
    {
        Measure(4, 2.0);
        Measure(2, 1.2);
        Measure(2, 1.7);
        Assert.Equal([2, 4], _table.Seconds.Keys.Order());
        Measure(2, 1.9);
        Assert.Empty(_table.Seconds);
        Assert.False(_table.IsFresh(2));
        Measure(2, 1.9);
        Assert.Equal([2], _table.Seconds.Keys);
    }

    [Fact]
    public void Seconds_NotMeasuredForLong_AreForgotten()
    {
        Measure(4, 2.0);
        _clock.Advance(SpeedTable.Memory);
        Measure(2, 1.2);
        Assert.Equal([2, 4], _table.Seconds.Keys.Order());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Measure(2, 1.2);
        Assert.Equal([2], _table.Seconds.Keys);
    }

    [Fact]
    public void Seconds_SpeedIsAboutToChangeMuch_StaysUntilAllIsMeasuredAnew()
    {
        Measure(4, 2.0);
        Measure(4, [4, 4]);
        Assert.Equal(2.0, _table.Seconds[4]);
        Measure(4, [4]);
        Assert.Empty(_table.Seconds);
    }

    private void Measure(int part, double seconds) => Measure(part, Enumerable.Repeat(seconds, SpeedTable.MeasurementsNeeded));

    private void Measure(int part, IEnumerable<double> seconds)
    {
        foreach (var second in seconds)
        {
            _table.Add(part, new StepMeasurement(second, 1));
        }
    }
}
