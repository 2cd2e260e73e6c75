using OrleansDro.Grains.Autoscaling;

namespace OrleansDro.Grains.Tests.Autoscaling;

/// <summary>What follows from measured speeds for numbers of trainers that were not tried.</summary>
public sealed class SpeedModelTests
{
    [Fact]
    public void Predicted_OneMeasured_ScalesTheShareThatShrinks()
    {
        var model = Model(present: 4, shrinking: 0.8, (4, 10));
        Assert.Equal(6, model.Predicted(2)!.Value, 1e-12);
        Assert.Equal(18, model.Predicted(8)!.Value, 1e-12);
    }

    [Fact]
    public void Predicted_MoreTrainers_LiesOnTheLineOfThoseMeasured() => Assert.Equal(3, Model(present: 2, shrinking: 0.1, (8, 17), (4, 9), (2, 5)).Predicted(1)!.Value, 1e-12);

    /// <summary>Two speeds at which more trainers gain little do not tell that fewer lose little.</summary>
    [Fact]
    public void Predicted_FewerTrainers_StartsFromWhereTheTimeGoesNow() => Assert.Equal(4.5, Model(present: 4, shrinking: 0.5, (4, 3), (2, 2.9)).Predicted(8)!.Value, 1e-12);

    [Theory]
    [InlineData(4, 3.0, 2, 3.2, 1, 3.1)]
    [InlineData(4, 4.0, 2, 1.8, 1, 0.98)]
    public void Predicted_LineThatMakesNoSense_IsKeptFromBelowZero(int part, double seconds, int smaller, double itsSeconds, int asked, double expected) =>
        Assert.Equal(expected, Model(present: 2, shrinking: 1, (part, seconds), (smaller, itsSeconds)).Predicted(asked)!.Value, 1e-12);

    [Fact]
    public void Seconds_Measured_CountsMoreThanTheLine()
    {
        var model = Model(present: 2, shrinking: 1, (4, 9), (2, 5), (1, 4));
        Assert.Equal((4, 4), (model.Measured(1), model.Seconds(1)));
        Assert.NotEqual(4, model.Predicted(1));
    }

    [Fact]
    public void Seconds_NothingMeasured_AreNotKnown() => Assert.Null(Model(present: 1, shrinking: 1).Seconds(1));

    private static SpeedModel Model(int present, double shrinking, params (int Part, double Seconds)[] measured) =>
        new(measured.ToDictionary(point => point.Part, point => point.Seconds), present, shrinking);
}
