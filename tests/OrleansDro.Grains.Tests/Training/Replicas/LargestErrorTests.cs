using OrleansDro.Grains.Training.Replicas;

namespace OrleansDro.Grains.Tests.Training.Replicas;

public sealed class LargestErrorTests
{
    private static readonly int[] Shape = [3, 4, 5];

    [Fact]
    public void Find_SeveralRegions_IsInTheMiddleOfTheLargest()
    {
        // A row of three touches nothing of the two single voxels, one of them at the end of the row before in memory.
        var prediction = Volume((0, 0, 4), (1, 2, 1), (1, 2, 2), (1, 2, 3), (2, 3, 4));

        Assert.Equal((1, 2, 2), LargestError.Find(new int[60], prediction, Shape));
    }

    [Fact]
    public void Find_ARegionAcrossSlices_IsOne()
    {
        var prediction = Volume((0, 0, 0), (0, 0, 1), (0, 3, 3), (1, 3, 3), (2, 3, 3));

        Assert.Equal((1, 3, 3), LargestError.Find(new int[60], prediction, Shape));
    }

    [Fact]
    public void Find_NothingIsWrong_IsNull() => Assert.Null(LargestError.Find(Volume((1, 1, 1)), Volume((1, 1, 1)), Shape));

    private static int[] Volume(params (int Z, int Y, int X)[] voxels)
    {
        var labels = new int[60];
        foreach (var (z, y, x) in voxels)
        {
            labels[(((z * 4) + y) * 5) + x] = 1;
        }

        return labels;
    }
}
