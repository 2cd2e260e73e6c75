using OrleansDro.Learning.Evaluation;

namespace OrleansDro.Learning.Tests.Evaluation;

public sealed class DiceScoreTests
{
    [Fact]
    public void PerLabel_KnownMaps_KnownScores()
    {
        var scores = DiceScore.PerLabel([0, 1, 1, 2, 0], [0, 1, 0, 0, 0], 4);
        Assert.Equal([2.0 / 3, 0, 1], scores);
    }

    [Fact]
    public void PerLabel_DifferentLengths_Throws() =>
        Assert.Throws<ArgumentException>(() => DiceScore.PerLabel([0, 1], [0], 2));
}
