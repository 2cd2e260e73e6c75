using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Tests.Data.Nifti;

public sealed class NiftiWriterTests
{
    private static readonly AffineTransform Oblique = new([0, -2, 0, 10, 1.5, 0, 0, -20, 0, 0, 3, 5]);

    [Theory]
    [InlineData("image.nii")]
    [InlineData("image.nii.gz")]
    public void WriteImage_ThenRead_IsTheSame(string name)
    {
        using var folder = new TemporaryFolder();
        var values = Enumerable.Range(0, 2 * 3 * 4 * 2).Select(i => i * 0.37f).ToArray();
        var image = new Volume(values, 2, new VolumeGrid(new VolumeShape(2, 3, 4), Oblique));

        NiftiWriter.WriteImage(folder.File(name), image);
        var read = NiftiReader.ReadImage(folder.File(name));

        Assert.Equal(values, read.Values.ToArray());
        Assert.Equal((2, new VolumeShape(2, 3, 4)), (read.Channels, read.Grid.Shape));
        Assert.Equal(new VolumeSpacing(3, 2, 1.5), read.Grid.Spacing);
        Assert.Equal(Oblique.Apply(1, 2, 3), read.Grid.ToMillimeters.Apply(1, 2, 3));
        Assert.Equal(name.EndsWith(".gz", StringComparison.Ordinal), File.ReadAllBytes(folder.File(name))[0] == 0x1F);
    }

    [Theory]
    [InlineData(0, 255, 1)]
    [InlineData(-1, 255, 2)]
    [InlineData(0, 256, 2)]
    [InlineData(-32769, 7, 4)]
    [InlineData(0, int.MaxValue, 4)]
    public void WriteLabels_ThenRead_IsTheSameInTheSmallestType(int minimum, int maximum, int bytes)
    {
        using var folder = new TemporaryFolder();
        var labels = new LabelVolume([minimum, maximum], new VolumeGrid(new VolumeShape(1, 1, 2), AffineTransform.Scale(1, 1, 1), IsOriented: false));

        NiftiWriter.WriteLabels(folder.File("label.nii"), labels);
        var read = NiftiReader.ReadLabels(folder.File("label.nii"));

        Assert.Equal([minimum, maximum], read.Values.ToArray());
        Assert.False(read.Grid.IsOriented);
        Assert.Equal(352 + (2 * bytes), new FileInfo(folder.File("label.nii")).Length);
    }

    [Fact]
    public void WriteLabels_BeyondTheFormat_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var wide = new LabelVolume(new int[32768], new VolumeGrid(new VolumeShape(1, 1, 32768), AffineTransform.Scale(1, 1, 1)));

        Assert.Contains("32768", Assert.Throws<InvalidInputException>(() => NiftiWriter.WriteLabels(folder.File("a.nii"), wide)).Message, StringComparison.Ordinal);
        Assert.Contains(".nii.gz", Assert.Throws<InvalidInputException>(() => NiftiWriter.WriteLabels(folder.File("a.mha"), wide)).Message, StringComparison.Ordinal);
    }
}
