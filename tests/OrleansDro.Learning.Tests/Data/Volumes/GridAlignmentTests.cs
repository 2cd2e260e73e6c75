using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Tests.Data.Volumes;

public sealed class GridAlignmentTests
{
    private static readonly VolumeGrid Reference = new(new VolumeShape(2, 3, 4), new AffineTransform([2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30]));

    [Fact]
    public void Align_SameGridButForRounding_ReturnsTheSameArray()
    {
        var values = new int[24];
        var rounded = Reference with { ToMillimeters = new AffineTransform([2.001, 0.002, 0, 10.05, 0, 3, 0, 20, 0, 0, 4, 30]) };

        Assert.Same(values, GridAlignment.Align(values, rounded, Reference, "label", "image"));
    }

    // Every way to save the same voxels with axes flipped and permuted must come back to the same order.
    [Fact]
    public void Align_EveryFlipAndPermutation_PutsEachVoxelInItsPlace()
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        int[] referenceExtents = [4, 3, 2];
        foreach (var order in orders)
        {
            for (var flips = 0; flips < 8; flips++)
            {
                // Axis a of the saved volume runs along axis order[a] of the reference, backwards where its bit is set.
                var extents = order.Select(axis => referenceExtents[axis]).ToArray();
                var toReference = new double[12];
                for (var axis = 0; axis < 3; axis++)
                {
                    var isBackwards = (flips >> axis & 1) == 1;
                    toReference[(order[axis] * 4) + axis] = isBackwards ? -1 : 1;
                    toReference[(order[axis] * 4) + 3] = isBackwards ? extents[axis] - 1 : 0;
                }

                var map = new AffineTransform(toReference);
                var grid = new VolumeGrid(new VolumeShape(extents[2], extents[1], extents[0]), Reference.ToMillimeters.After(map));
                var saved = new List<int>();
                for (var z = 0; z < extents[2]; z++)
                {
                    for (var y = 0; y < extents[1]; y++)
                    {
                        for (var x = 0; x < extents[0]; x++)
                        {
                            var (rx, ry, rz) = map.Apply(x, y, z);
                            saved.Add((int)(rx + (4 * (ry + (3 * rz)))));
                        }
                    }
                }

                Assert.Equal(Enumerable.Range(0, 24), GridAlignment.Align(saved.ToArray(), grid, Reference, "label", "image"));
            }
        }
    }

    [Fact]
    public void Align_OtherShape_NamesBothFilesAndShapes()
    {
        var other = Reference with { Shape = new VolumeShape(2, 3, 5) };

        var message = Assert.Throws<InvalidInputException>(() => GridAlignment.Align(new int[30], other, Reference, "label.nii", "image.nii")).Message;

        Assert.Contains("label.nii has 2 x 3 x 5 voxels", message, StringComparison.Ordinal);
        Assert.Contains("image.nii has 2 x 3 x 4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Align_PermutedShapeWithoutPermutedAxes_IsRefused()
    {
        var other = Reference with { Shape = new VolumeShape(2, 4, 3) };

        Assert.Throws<InvalidInputException>(() => GridAlignment.Align(new int[24], other, Reference, "label", "image"));
        Assert.Throws<InvalidInputException>(() => GridAlignment.Align(new int[24], other with { IsOriented = false }, Reference, "label", "image"));
    }

    public static TheoryData<string, double[]> OtherPlaces => new()
    {
        { "half a voxel away", [2, 0, 0, 11, 0, 3, 0, 20, 0, 0, 4, 30] },
        { "a whole voxel away", [2, 0, 0, 12, 0, 3, 0, 20, 0, 0, 4, 30] },
        { "rotated by 45 degrees", [1.4142, -2.1213, 0, 10, 1.4142, 2.1213, 0, 20, 0, 0, 4, 30] },
        { "mirrored without moving the origin", [-2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30] },
        { "of another spacing", [2.5, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30] },
    };

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public void Align_GridElsewhere_IsRefused(string place, double[] elements)
    {
        var elsewhere = Reference with { ToMillimeters = new AffineTransform(elements) };

        var failure = Record.Exception(() => GridAlignment.Align(new int[24], elsewhere, Reference, "label", "image"));

        Assert.True(failure is InvalidInputException, place);
    }

    [Fact]
    public void Align_LabelThatSaysNothingOfItsPlace_IsTakenAsItIs()
    {
        var values = new int[24];
        var unplaced = new VolumeGrid(Reference.Shape, AffineTransform.Scale(1, 1, 1), IsOriented: false);

        Assert.Same(values, GridAlignment.Align(values, unplaced, Reference, "label", "image"));
    }
}
