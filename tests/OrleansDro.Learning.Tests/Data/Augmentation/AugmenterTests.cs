using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data.Augmentation;

public sealed class AugmenterTests
{
    private static readonly VolumeShape Shape = new(10, 12, 14), Patch = new(4, 6, 8);
    private static readonly PatchLocation Inside = new(3, 3, 3);

    [Fact]
    public void Cut_NothingOn_CopiesTheVoxels()
    {
        var (input, target) = Cut(new AugmentationOptions(), Ramp(), Inside);

        Assert.Equal(Value(0, 3, 3, 3), input[0]);
        Assert.Equal(Value(0, 6, 8, 10), input[Patch.Count - 1]);
        Assert.Equal(Value(1, 3, 3, 3), input[Patch.Count]);
        Assert.Equal(Label(6, 8, 10), target[^1]);
    }

    [Fact]
    public void Cut_BeyondTheVolume_IsZeroAndBackground()
    {
        var (input, target) = Cut(new AugmentationOptions(), Ramp(), new PatchLocation(-2, 8, 9));
        var voxel = 0;
        for (var z = -2; z < 2; z++)
        {
            for (var y = 8; y < 14; y++)
            {
                for (var x = 9; x < 17; x++, voxel++)
                {
                    var isInside = z >= 0 && y < 12 && x < 14;
                    Assert.Equal(isInside ? Value(0, z, y, x) : 0, input[voxel]);
                    Assert.Equal(isInside ? Label(z, y, x) : 0, target[voxel]);
                }
            }
        }
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void Cut_Flips_MirrorImageAndLabelsTogether(bool depth, bool height, bool width)
    {
        var options = new AugmentationOptions { FlipDepth = depth, FlipHeight = height, FlipWidth = width };
        var location = new PatchLocation(-1, 3, 8); // over the border on two sides
        var (plain, plainTarget) = Cut(new AugmentationOptions(), Ramp(), location);
        var seen = new HashSet<string>();
        for (var slot = 0; slot < 64; slot++)
        {
            var (input, target) = Cut(options, Ramp(), location, slot);
            seen.Add(string.Join(' ', input));
            // Whatever was mirrored, each voxel keeps its label and none is lost.
            Assert.Equal(plain.Take(Patch.Count).Zip(plainTarget).Order(), input.Take(Patch.Count).Zip(target).Order());
        }

        Assert.Equal(depth && height && width ? 8 : 2, seen.Count);
    }

    [Fact]
    public void Cut_FlippedBySampling_EqualsFlippedByCopying()
    {
        // A deformation so small that it moves nothing takes the other path.
        var copying = new AugmentationOptions { FlipDepth = true, FlipHeight = true, FlipWidth = true };
        var sampling = copying with { ElasticDisplacement = 1e-7, SpatialProbability = 1 };
        for (var slot = 0; slot < 16; slot++)
        {
            var (copied, copiedTarget) = Cut(copying, Ramp(), Inside, slot);
            var (sampled, sampledTarget) = Cut(sampling, Ramp(), Inside, slot);

            Assert.Equal(copiedTarget, sampledTarget);
            Assert.All(copied.Zip(sampled), pair => Assert.Equal(pair.First, pair.Second, 0.01f));
        }
    }

    [Fact]
    public void Cut_ScaledAndRotated_SamplesTheLinearImageWhereTheMapSays()
    {
        // The image is linear, so that three differences reveal the map: a rotation times a factor.
        var options = new AugmentationOptions { RotationDegrees = 20, Scaling = 0.1, SpatialProbability = 1 };
        var shape = new VolumeShape(30, 30, 30);
        var patch = new VolumeShape(6, 6, 6);
        var axes = Enumerable.Range(0, 3).Select(axis => Axis(shape, axis)).ToArray();
        var factors = new HashSet<double>();
        for (var slot = 0; slot < 20; slot++)
        {
            var columns = new double[3][];
            for (var axis = 0; axis < 3; axis++)
            {
                var (input, _) = Cut(options, axes[axis], new PatchLocation(12, 12, 12), slot, patch);
                columns[axis] = [input[36] - input[0], input[6] - input[0], input[1] - input[0]];
                Assert.Equal(14.5, Enumerable.Range(0, 216).Average(i => input[i]), 1e-3); // the center stays
            }

            var factor = Math.Sqrt(columns[0].Sum(value => value * value));
            factors.Add(Math.Round(factor, 3));
            Assert.InRange(factor, 1 / 1.1 - 1e-3, 1.1 + 1e-3);
            for (var i = 0; i < 3; i++)
            {
                for (var j = 0; j < 3; j++)
                {
                    var product = Enumerable.Range(0, 3).Sum(k => columns[i][k] * columns[j][k]);
                    Assert.Equal(i == j ? factor * factor : 0, product, 1e-3);
                }
            }
        }

        Assert.True(factors.Count > 10);
    }

    [Fact]
    public void Cut_AnisotropicSpacing_RotatesInMillimeters()
    {
        var shape = new VolumeShape(30, 30, 30);
        var patch = new VolumeShape(6, 6, 6);
        var options = new AugmentationOptions { RotationDegrees = 20, SpatialProbability = 1 };
        var spacing = new VolumeSpacing(4, 1, 2);
        var axes = Enumerable.Range(0, 3).Select(axis => Axis(shape, axis, spacing)).ToArray();

        // Steps of one voxel along z, seen in millimeters, keep their length.
        var step = Enumerable.Range(0, 3).Select(axis => Cut(options, axes[axis], new PatchLocation(12, 12, 12), 3, patch).Input)
            .Zip([spacing.Depth, spacing.Height, spacing.Width], (input, millimeters) => (input[36] - input[0]) * millimeters).ToArray();

        Assert.Equal(16, step.Sum(value => value * value), 1e-2);
        Assert.True(Math.Abs(step[1]) > 0.01);
    }

    [Fact]
    public void Cut_Elastic_MovesSmoothlyAndNoFurtherThanAllowed()
    {
        var options = new AugmentationOptions { ElasticDisplacement = 3, ElasticSpacing = 8, SpatialProbability = 1 };
        var shape = new VolumeShape(40, 40, 40);
        var patch = new VolumeShape(20, 20, 20);
        var image = Axis(shape, axis: 2);
        var largest = 0.0;
        for (var slot = 0; slot < 10; slot++)
        {
            var (input, _) = Cut(options, image, new PatchLocation(10, 10, 10), slot, patch);
            for (var i = 0; i < patch.Count; i++)
            {
                var moved = input[i] - (10 + (i % 20));
                Assert.InRange(moved, -3.0001, 3.0001);
                largest = Math.Max(largest, Math.Abs(moved));
                if (i % 20 > 0)
                {
                    Assert.True(input[i] > input[i - 1], "the space folds");
                }
            }
        }

        Assert.True(largest > 0.5);
    }

    [Fact]
    public void Cut_SingleSlice_StaysInItsPlane()
    {
        var options = new AugmentationOptions
        {
            RotationDegrees = 90,
            Scaling = 0.5,
            ElasticDisplacement = 2,
            ElasticSpacing = 6,
            SpatialProbability = 1,
        };
        var (input, _) = Cut(options, Axis(new VolumeShape(9, 40, 40), axis: 0), new PatchLocation(4, 16, 16), 1, new VolumeShape(1, 8, 8));

        Assert.All(input, value => Assert.Equal(4, value, 1e-4f));
    }

    [Fact]
    public void Cut_RotatedInsideALargeVolume_HasNoEmptyBorder()
    {
        var options = new AugmentationOptions { RotationDegrees = 45, SpatialProbability = 1 };
        var shape = new VolumeShape(40, 40, 40);
        var ones = new PreparedVolume([.. Enumerable.Repeat(1f, shape.Count)], 1, new byte[shape.Count], shape, new VolumeSpacing(1, 1, 1));

        for (var slot = 0; slot < 10; slot++)
        {
            Assert.All(Cut(options, ones, new PatchLocation(12, 12, 12), slot, new VolumeShape(16, 16, 16)).Input, value => Assert.Equal(1, value, 1e-5f));
        }
    }

    [Fact]
    public void Cut_Noise_HasTheDrawnDeviationAtMost()
    {
        var options = new AugmentationOptions { Noise = 0.5, IntensityProbability = 1 };
        var shape = new VolumeShape(21, 21, 21);
        var zero = new PreparedVolume(new float[shape.Count], 1, new byte[shape.Count], shape, new VolumeSpacing(1, 1, 1));

        var deviations = Enumerable.Range(0, 40).Select(slot => Cut(options, zero, default, slot, shape).Input)
            .Select(input => Math.Sqrt(input.Average(value => (double)value * value))).ToArray();

        Assert.InRange(deviations.Max(), 0.4, 0.52);
        Assert.InRange(deviations.Average(), 0.15, 0.35); // uniform up to the bound
    }

    [Fact]
    public void Cut_Gamma_KeepsOrderAndRange()
    {
        var options = new AugmentationOptions { Gamma = 1, IntensityProbability = 1 };
        var (plain, _) = Cut(new AugmentationOptions(), Ramp(), Inside);
        var (input, _) = Cut(options, Ramp(), Inside, slot: 2);

        Assert.Equal(plain.Take(Patch.Count).Max(), input.Take(Patch.Count).Max(), 0.01f);
        Assert.Equal(plain.Take(Patch.Count).Min(), input.Take(Patch.Count).Min(), 0.01f);
        Assert.NotEqual(plain[Patch.Count / 2], input[Patch.Count / 2], 1f);
        Assert.True(input.Take(8).SequenceEqual(input.Take(8).Order()));
    }

    [Fact]
    public void Cut_ScaleAndShift_AreOneLineForAChannel()
    {
        var options = new AugmentationOptions { IntensityScale = 0.5, IntensityShift = 2, IntensityProbability = 1 };
        var (plain, _) = Cut(new AugmentationOptions(), Ramp(), Inside);
        var (input, _) = Cut(options, Ramp(), Inside, slot: 4);
        var scale = (input[Patch.Count - 1] - input[0]) / (plain[Patch.Count - 1] - plain[0]);
        var shift = input[0] - (scale * plain[0]);

        Assert.InRange(scale, 1 / 1.5, 1.5);
        Assert.NotEqual(1, scale, 0.01);
        Assert.All(Enumerable.Range(0, Patch.Count), i => Assert.Equal((scale * plain[i]) + shift, input[i], 0.05f));
    }

    [Theory]
    [InlineData(nameof(AugmentationOptions.RotationDegrees), 181)]
    [InlineData(nameof(AugmentationOptions.Noise), double.NaN)]
    [InlineData(nameof(AugmentationOptions.SpatialProbability), -0.1)]
    [InlineData(nameof(AugmentationOptions.ElasticDisplacement), 5)] // more than 0.4 times 12
    public void Validate_OutOfRange_NamesTheField(string property, double value)
    {
        var options = new AugmentationOptions();
        typeof(AugmentationOptions).GetProperty(property)!.SetValue(options, value);

        var message = Assert.Throws<InvalidInputException>(() => options.Validate("data.augmentation")).Message;

        Assert.Contains("'data.augmentation." + char.ToLowerInvariant(property[0]) + property[1..] + "'", message, StringComparison.Ordinal);
    }

    private static (float[] Input, int[] Target) Cut(
        AugmentationOptions options, PreparedVolume volume, PatchLocation location, int slot = 0, VolumeShape? shape = null)
    {
        options.Validate();
        var patch = shape ?? Patch;
        // Old content must not shine through.
        var input = Enumerable.Repeat(float.NaN, volume.Channels * patch.Count).ToArray();
        var target = Enumerable.Repeat(-1, patch.Count).ToArray();
        new Augmenter(options).Cut(volume, location, patch, new CounterRandom(5, RandomPurpose.Augmentation, 0, slot), input, target);
        return (input, target);
    }

    private static float Value(int channel, int z, int y, int x) => (10000 * channel) + (400 * z) + (20 * y) + x + 1;

    private static int Label(int z, int y, int x) => 1 + ((z + y + x) % 3);

    private static PreparedVolume Ramp()
    {
        var positions = (from z in Enumerable.Range(0, Shape.Depth) from y in Enumerable.Range(0, Shape.Height) from x in Enumerable.Range(0, Shape.Width) select (z, y, x)).ToArray();
        float[] image = [.. from channel in Enumerable.Range(0, 2) from p in positions select Value(channel, p.z, p.y, p.x)];
        return new PreparedVolume(image, 2, [.. positions.Select(p => (byte)Label(p.z, p.y, p.x))], Shape, new VolumeSpacing(1, 1, 1));
    }

    // An image whose value is the position along one axis: depth, height or width.
    private static PreparedVolume Axis(VolumeShape shape, int axis, VolumeSpacing? spacing = null)
    {
        float[] image = [.. from z in Enumerable.Range(0, shape.Depth) from y in Enumerable.Range(0, shape.Height) from x in Enumerable.Range(0, shape.Width)
                            select (float)(axis == 0 ? z : axis == 1 ? y : x)];
        return new PreparedVolume(image, 1, new byte[shape.Count], shape, spacing ?? new VolumeSpacing(1, 1, 1));
    }
}
