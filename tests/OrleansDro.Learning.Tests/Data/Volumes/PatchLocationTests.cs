using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data.Volumes;

public sealed class PatchLocationTests
{
    private static readonly VolumeShape Shape = new(6, 10, 12);

    [Fact]
    public void Draw_PatchThatFits_LiesInTheVolumeAndReachesEveryPlace()
    {
        var places = Draws(new VolumeShape(4, 4, 4), foreground: 0);

        Assert.Equal(3 * 7 * 9, places.Distinct().Count());
        Assert.All(places, place => Assert.True(place is { Depth: >= 0 and <= 2, Height: >= 0 and <= 6, Width: >= 0 and <= 8 }));
    }

    [Fact]
    public void Draw_PatchLargerThanTheVolume_HoldsTheWholeVolume()
    {
        var places = Draws(new VolumeShape(8, 10, 15), foreground: 0.5);

        Assert.Equal([-2, -1, 0], places.Select(place => place.Depth).Distinct().Order());
        Assert.Equal([0], places.Select(place => place.Height).Distinct());
        Assert.Equal([-3, -2, -1, 0], places.Select(place => place.Width).Distinct().Order());
    }

    [Fact]
    public void Draw_OversampledForeground_HoldsAForegroundVoxel()
    {
        var patch = new VolumeShape(2, 2, 2);

        Assert.All(Draws(patch, foreground: 1), place => Assert.True(Holds(place, patch)));
        var share = Draws(patch, foreground: 0.5).Count(place => Holds(place, patch)) / 2000.0;
        Assert.InRange(share, 0.46, 0.56); // half, and a uniform patch now and then
    }

    [Fact]
    public void Draw_NoForeground_IsUniform() =>
        Assert.Equal(3 * 7 * 9, Draws(new VolumeShape(4, 4, 4), foreground: 1, isEmpty: true).Distinct().Count());

    // The foreground is one voxel at a corner and one inside.
    private static readonly (int Depth, int Height, int Width)[] Foreground = [(5, 9, 11), (2, 4, 6)];

    private static bool Holds(PatchLocation place, VolumeShape patch) => Foreground.Any(voxel =>
        voxel.Depth - place.Depth is var z && z >= 0 && z < patch.Depth
        && voxel.Height - place.Height is var y && y >= 0 && y < patch.Height
        && voxel.Width - place.Width is var x && x >= 0 && x < patch.Width);

    private static PatchLocation[] Draws(VolumeShape patch, double foreground, bool isEmpty = false)
    {
        var labels = new byte[Shape.Count];
        foreach (var (z, y, x) in isEmpty ? [] : Foreground)
        {
            labels[(((z * Shape.Height) + y) * Shape.Width) + x] = 1;
        }

        var volume = new PreparedVolume(new float[Shape.Count], 1, labels, Shape, new VolumeSpacing(1, 1, 1));
        return [.. Enumerable.Range(0, 2000).Select(i => PatchLocation.Draw(volume, patch, foreground, new CounterRandom(1, RandomPurpose.Augmentation, 0, i)))];
    }
}
