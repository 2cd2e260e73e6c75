using System.Buffers.Binary;
using System.IO.Compression;
using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Tests.Data.Nifti;

public sealed class NiftiReaderTests
{
    [Theory]
    [InlineData("uint8")]
    [InlineData("int8")]
    [InlineData("uint16")]
    [InlineData("int16")]
    [InlineData("uint32")]
    [InlineData("int32")]
    [InlineData("uint64")]
    [InlineData("int64")]
    [InlineData("float32")]
    [InlineData("float64")]
    public void ReadImage_EachRealType_HasTheReferenceVoxels(string type)
    {
        var volume = NiftiReader.ReadImage(SharedData.Find("nifti", "nifti-rs", "27", type + ".nii"));

        // The reference counts up with z fastest, then y, then x.
        var expected = from z in Enumerable.Range(0, 3) from y in Enumerable.Range(0, 3) from x in Enumerable.Range(0, 3) select (float)((9 * x) + (3 * y) + z);
        Assert.Equal(expected, volume.Values.ToArray());
        Assert.Equal(new VolumeShape(3, 3, 3), volume.Grid.Shape);
    }

    [Fact]
    public void ReadImage_BigEndianIntegers_HasTheReferenceVoxels()
    {
        var volume = NiftiReader.ReadImage(SharedData.Find("nifti", "nibabel", "anatomical.nii"));

        Assert.Equal(new VolumeShape(25, 41, 33), volume.Grid.Shape);
        Assert.Equal([10712f, 10463f, 10600f], volume.Values[..3].ToArray());
        Assert.Equal(11881f, volume.Values[16 + (33 * (20 + (41 * 12)))]);
        Assert.Equal(284166082, volume.Values.ToArray().Sum(value => (long)value));
        Assert.Equal((32.0, -40.0, -16.0), volume.Grid.ToMillimeters.Apply(0, 0, 0));
        Assert.Equal((30.0, -40.0, -16.0), volume.Grid.ToMillimeters.Apply(1, 0, 0));
    }

    [Fact]
    public void ReadImage_ScaledFourDimensions_ScalesAndMakesChannels()
    {
        var volume = NiftiReader.ReadImage(SharedData.Find("nifti", "nibabel", "functional.nii"));

        Assert.Equal(20, volume.Channels);
        Assert.Equal(new VolumeShape(3, 21, 17), volume.Grid.Shape);
        Assert.Equal(new VolumeSpacing(8, 4, 4), volume.Grid.Spacing);
        Assert.Equal(4004.13720f, volume.Values[0], 0.001f);
        Assert.Equal(3918.17326f, volume.Channel(7)[8 + (17 * (10 + 21))], 0.001f);
        Assert.Equal(3637.4085, volume.Values.ToArray().Average(value => (double)value), 0.001);
    }

    [Fact]
    public void ReadImage_CompressedNifti2WithExtension_HasTheReferenceVoxels()
    {
        var volume = NiftiReader.ReadImage(SharedData.Find("nifti", "nibabel", "example_nifti2.nii.gz"));

        Assert.Equal(2, volume.Channels);
        Assert.Equal(new VolumeShape(12, 20, 32), volume.Grid.Shape);
        Assert.Equal(266f, volume.Channel(1)[16 + (32 * (10 + (20 * 6)))]);
        Assert.Equal(6926802, volume.Values.ToArray().Sum(value => (long)value));
    }

    [Fact]
    public void ReadImage_SameGeometryAsQuaternion_IsTheSameTransform()
    {
        var path = SharedData.Find("nifti", "nibabel", "example_nifti2.nii.gz");
        using var folder = new TemporaryFolder();
        using var plain = new MemoryStream();
        using (var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress))
        {
            stream.CopyTo(plain);
        }

        var bytes = plain.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(348), 0); // sform_code: leaves the qform
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(400), double.NaN); // so that nobody looks at the sform
        var bySform = NiftiReader.ReadImage(path).Grid.ToMillimeters;
        var byQform = NiftiReader.ReadImage(folder.Write("q.nii", bytes)).Grid.ToMillimeters;

        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(bySform[i / 4, i % 4], byQform[i / 4, i % 4], 1e-4);
        }
    }

    [Fact]
    public void ReadImage_QuaternionOfHalfATurnWithMirroredZ_FlipsX()
    {
        var volume = NiftiReader.ReadImage(SharedData.Find("nifti", "nifti-rs", "zstat1.nii.gz"));

        Assert.Equal((-4.0, 4.0, 6.0), volume.Grid.ToMillimeters.Apply(1, 1, 1));
        Assert.Equal(-2.17956710f, volume.Values[32 + (64 * (30 + (64 * 10)))]);
        Assert.Equal(18.5825291f, volume.Values.ToArray().Max());
    }

    [Theory]
    [InlineData("minimal.hdr")]
    [InlineData("minimal.img")]
    [InlineData("minimal.hdr.gz")]
    [InlineData("minimal.img.gz")]
    [InlineData("minimal2.hdr")] // its image is compressed, the header is not
    [InlineData("minimal2.img.gz")]
    public void ReadImage_EitherFileOfAPair_EqualsTheSingleFile(string name)
    {
        var pair = NiftiReader.ReadImage(SharedData.Find("nifti", "nifti-rs", name));
        var single = NiftiReader.ReadImage(SharedData.Find("nifti", "nifti-rs", "minimal.nii"));

        Assert.Equal(new VolumeShape(10, 64, 64), pair.Grid.Shape);
        Assert.True(name.StartsWith("minimal2", StringComparison.Ordinal) || pair.Values.SequenceEqual(single.Values));
        Assert.Equal(63f, pair.Values.ToArray().Max());
        Assert.False(pair.Grid.IsOriented);
        Assert.Equal(new VolumeSpacing(3, 3, 3), pair.Grid.Spacing);
    }

    [Theory]
    [InlineData("nifti-rs/minimal.nii.gz", 10, 64, 64)]
    [InlineData("nifti-rs/minimal_extended_hdr.nii", 1, 8, 8)]
    [InlineData("nifti-rs/avg152T1_LR_nifti.nii.gz", 91, 109, 91)]
    [InlineData("nifti-rs/f32.nii.gz", 11, 11, 11)]
    [InlineData("nibabel/standard.nii.gz", 7, 5, 4)]
    [InlineData("nibabel/example4d.nii.gz", 24, 96, 128)]
    [InlineData("nibabel/reoriented_anat_moved.nii", 22, 26, 21)]
    public void ReadImage_ReferenceFile_HasItsShape(string name, int depth, int height, int width) =>
        Assert.Equal(new VolumeShape(depth, height, width), NiftiReader.ReadImage(SharedData.Find("nifti", name)).Grid.Shape);

    [Theory]
    [InlineData("nibabel/resampled_anat_moved.nii", "voxel (x 0, y 0, z 0) is NaN")]
    [InlineData("nibabel/analyze.hdr", "magic")]
    [InlineData("nibabel/nifti1.hdr", "nifti1.img does not exist")]
    [InlineData("nibabel/nifti2.hdr", "nifti2.img does not exist")]
    [InlineData("nibabel/row_major.dconn.nii", "dim[5]")]
    [InlineData("nifti-rs/avg152T1_LR_nifti.hdr.gz", "does not exist")]
    [InlineData("nifti-rs/rgb/3D.nii", "datatype is 128 (RGB colors)")]
    [InlineData("nifti-rs/rgb/4D.nii", "datatype is 128")]
    [InlineData("nifti-rs/rgba/4D.nii", "datatype is 2304 (RGBA colors)")]
    [InlineData("nifti-rs/complex/complex32.nii", "datatype is 32 (complex numbers)")]
    [InlineData("nifti-rs/complex/complex64.nii", "datatype is 1792 (complex numbers)")]
    [InlineData("nifti-rs/fuzz_artifacts/crash-1.nii", "sizeof_hdr")]
    [InlineData("nifti-rs/fuzz_artifacts/crash-08123ef33416bd6f0c5fa63d44b681b8581d62a0", "sizeof_hdr")]
    [InlineData("nifti-rs/fuzz_artifacts/crash-98aa054390f8d3f932f190dc22ef62c6ff2d6619", "sizeof_hdr")]
    [InlineData("nifti-rs/fuzz_artifacts/crash-d03c6346fe83a026738f6b8cd2a9335a3f8cb158", "sizeof_hdr")]
    [InlineData("nifti-rs/fuzz_artifacts/crash-ed7d46344d7efb3b9f0c374d66d2e02f66cc447d.nii", "sizeof_hdr")]
    [InlineData("nifti-rs/minimal.nii/none.nii", null)]
    [InlineData("nifti-rs", "cannot be opened")]
    public void ReadImage_ForeignOrMalformedFile_IsRefused(string name, string? reason)
    {
        var path = Path.Combine(SharedData.Find("nifti"), name);

        var failure = Assert.Throws<InvalidInputException>(() => NiftiReader.ReadImage(path));

        Assert.Contains(Path.GetFileName(name).Split('.')[0], failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason ?? "", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadImage_EitherByteOrder_ScalesInDoublePrecision(bool isBigEndian)
    {
        using var folder = new TemporaryFolder();
        var voxels = new byte[16];
        if (isBigEndian)
        {
            BinaryPrimitives.WriteInt64BigEndian(voxels, 1L << 40);
            BinaryPrimitives.WriteInt64BigEndian(voxels.AsSpan(8), (1L << 40) + 1);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(voxels, 1L << 40);
            BinaryPrimitives.WriteInt64LittleEndian(voxels.AsSpan(8), (1L << 40) + 1);
        }

        // The offset takes away what single precision could not hold.
        var bytes = new NiftiBytes([2, 1, 1], 1024, voxels, isBigEndian).PutFloat(112, 1).PutFloat(116, -(1L << 40)).ToArray();

        Assert.Equal([0f, 1f], NiftiReader.ReadImage(folder.Write("a.nii", bytes)).Values.ToArray());
    }

    [Fact]
    public void ReadImage_BothGeometries_ObeysTheSformAndThenTheQform()
    {
        using var folder = new TemporaryFolder();
        var bytes = new NiftiBytes([1, 1, 1], 2, [7]).PutShort(252, 1).PutFloat(268, 100).Sform(2, 0, 0, 5, 0, 3, 0, 6, 0, 0, 4, 7);
        var both = NiftiReader.ReadImage(folder.Write("a.nii", bytes.ToArray())).Grid;
        var qform = NiftiReader.ReadImage(folder.Write("b.nii", bytes.PutShort(254, 0).ToArray())).Grid;
        var neither = NiftiReader.ReadImage(folder.Write("c.nii", bytes.PutShort(252, 0).ToArray())).Grid;

        Assert.Equal((7.0, 9.0, 11.0), both.ToMillimeters.Apply(1, 1, 1));
        Assert.Equal((101.0, 1.0, 1.0), qform.ToMillimeters.Apply(1, 1, 1));
        Assert.Equal((1.0, 1.0, 1.0), neither.ToMillimeters.Apply(1, 1, 1));
        Assert.Equal([true, true, false], new[] { both.IsOriented, qform.IsOriented, neither.IsOriented });
    }

    [Fact]
    public void ReadImage_LengthsInMeters_AreMillimeters()
    {
        using var folder = new TemporaryFolder();
        var bytes = new NiftiBytes([1, 1, 1], 2, [7]).PutFloat(80, 0.002f).PutFloat(84, 0.003f).PutFloat(88, 0.004f).PutBytes(123, [1]).ToArray();

        var spacing = NiftiReader.ReadImage(folder.Write("a.nii", bytes)).Grid.Spacing;

        Assert.Equal(2, spacing.Width, 1e-6);
        Assert.Equal(3, spacing.Height, 1e-6);
        Assert.Equal(4, spacing.Depth, 1e-6);
    }

    [Fact]
    public void ReadImage_CompressedWithoutTheEnding_IsRecognisedByItsContent()
    {
        using var folder = new TemporaryFolder();
        var bytes = new NiftiBytes([2, 1, 1], 2, [3, 4]).ToArray();

        Assert.Equal([3f, 4f], NiftiReader.ReadImage(folder.Write("a.nii", Compress(bytes))).Values.ToArray());
        Assert.Equal([3f, 4f], NiftiReader.ReadImage(folder.Write("b.nii.gz", bytes)).Values.ToArray());
    }

    public static TheoryData<string, string, Func<NiftiBytes, NiftiBytes>> Damages => new()
    {
        { "no dimensions", "dim[0] is 0", bytes => bytes.PutShort(40, 0) },
        { "eight dimensions", "dim[0] is 8", bytes => bytes.PutShort(40, 8) },
        { "negative extent", "dim[2] is -5", bytes => bytes.PutShort(44, -5) },
        { "zero extent", "dim[1] is 0", bytes => bytes.PutShort(42, 0) },
        { "overflow", "make more than", bytes => bytes.PutShort(42, 32767).PutShort(44, 32767).PutShort(46, 32767) },
        { "a gigabyte announced", "truncated", bytes => bytes.PutShort(42, 1000).PutShort(44, 1000).PutShort(46, 1000) },
        { "unknown type", "datatype is 3;", bytes => bytes.PutShort(70, 3) },
        { "offset inside the header", "vox_offset is 100", bytes => bytes.PutFloat(108, 100) },
        { "offset beyond the end", "truncated", bytes => bytes.PutFloat(108, 1e6f) },
        { "absurd offset", "vox_offset", bytes => bytes.PutFloat(108, 1e30f) },
        { "offset not a number", "vox_offset is NaN", bytes => bytes.PutFloat(108, float.NaN) },
        { "infinite slope", "scl_slope", bytes => bytes.PutFloat(112, float.PositiveInfinity) },
        { "intercept not a number", "scl_inter", bytes => bytes.PutFloat(112, 1).PutFloat(116, float.NaN) },
        { "flat sform", "sform_code 2", bytes => bytes.Sform(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) },
        { "sform not a number", "sform_code 2", bytes => bytes.Sform(float.NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0) },
        { "qform not a number", "qform_code 1", bytes => bytes.PutShort(252, 1).PutFloat(256, float.NaN) },
        { "pair in one file", ".img", bytes => bytes.PutBytes(344, "ni1\0"u8) },
        { "magic", "magic", bytes => bytes.PutBytes(344, "n+9\0"u8) },
        { "header size", "sizeof_hdr", bytes => bytes.PutInt(0, 349) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void ReadImage_DamagedHeader_IsRefusedWithItsField(string name, string reason, Func<NiftiBytes, NiftiBytes> damage)
    {
        using var folder = new TemporaryFolder();
        var bytes = damage(new NiftiBytes([2, 2, 2], 2, new byte[8])).ToArray();

        foreach (var path in new[] { folder.Write("damaged.nii", bytes), folder.Write("damaged.nii.gz", Compress(bytes)) })
        {
            var message = Assert.Throws<InvalidInputException>(() => NiftiReader.ReadImage(path)).Message;
            Assert.Contains("damaged.nii", message, StringComparison.Ordinal);
            Assert.True(message.Contains(reason, StringComparison.Ordinal), $"{name}: {message}");
        }
    }

    [Fact]
    public void ReadImage_CutAnywhere_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var plain = new NiftiBytes([2, 2, 2], 4, [.. Enumerable.Range(0, 16).Select(i => (byte)i)]).ToArray();
        var compressed = Compress(plain);

        for (var length = 0; length < plain.Length; length++)
        {
            Assert.Throws<InvalidInputException>(() => NiftiReader.ReadImage(folder.Write("cut.nii", plain[..length])));
        }

        for (var length = 0; length < compressed.Length - 8; length++) // the last 8 bytes are the checksum and the length
        {
            Assert.Throws<InvalidInputException>(() => NiftiReader.ReadImage(folder.Write("cut.nii.gz", compressed[..length])));
        }
    }

    [Fact]
    public void ReadImage_CompressedDataAltered_IsFoundByTheChecksum()
    {
        using var folder = new TemporaryFolder();
        var compressed = Compress(new NiftiBytes([2, 2, 2], 2, new byte[8]).ToArray());
        compressed[^6] ^= 1; // in the stored checksum

        var failure = Assert.Throws<InvalidInputException>(() => NiftiReader.ReadImage(folder.Write("altered.nii.gz", compressed)));

        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void ReadImage_VoxelThatIsNoNumber_IsNamed(float value)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("bad.nii", new NiftiBytes([1, 2, 1], 16, new byte[8]).PutFloat(NiftiBytes.VoxelOffset + 4, value).ToArray());

        var failure = Assert.Throws<InvalidInputException>(() => NiftiReader.ReadImage(path));

        Assert.Contains("bad.nii: voxel (x 0, y 1, z 0)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadImage_NumberBeyondSinglePrecision_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("large.nii", new NiftiBytes([1, 1, 1], 64, BitConverter.GetBytes(1e300)).ToArray());

        Assert.Contains("1E+300", Assert.Throws<InvalidInputException>(() => NiftiReader.ReadImage(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.5f)]
    [InlineData(float.NaN)]
    [InlineData(1e10f)]
    [InlineData(-1e10f)]
    public void ReadLabels_FloatThatIsNoLabel_IsNamed(float value)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("label.nii", new NiftiBytes([1, 1, 1], 16, BitConverter.GetBytes(value)).ToArray());

        var failure = Assert.Throws<InvalidInputException>(() => NiftiReader.ReadLabels(path));

        Assert.Contains($"label.nii: voxel (x 0, y 0, z 0) is {(double)value}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLabels_ScaledAndRounded_AreWholeNumbers()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("label.nii", new NiftiBytes([3, 1, 1], 2, [0, 100, 200]).PutFloat(112, 0.01f).ToArray());

        Assert.Equal([0, 1, 2], NiftiReader.ReadLabels(path, new HashSet<int> { 0, 1, 2 }).Values.ToArray());
    }

    [Fact]
    public void ReadLabels_UndeclaredLabel_IsNamedWithFile()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("label.nii", new NiftiBytes([3, 1, 1], 2, [0, 1, 7]).ToArray());

        var failure = Assert.Throws<InvalidInputException>(() => NiftiReader.ReadLabels(path, new HashSet<int> { 0, 1 }));

        Assert.Contains("label.nii: voxel (x 2, y 0, z 0) has the label 7, but the declared labels are 0, 1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLabels_SeveralChannels_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("label.nii", new NiftiBytes([1, 1, 1, 2], 2, [0, 1]).ToArray());

        Assert.Contains("dim[4] is 2", Assert.Throws<InvalidInputException>(() => NiftiReader.ReadLabels(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadLabels_FetalAtlas_LiesOnTheImageOnlyIfTheCodesAreObeyed()
    {
        var folder = SharedData.Find("fetal_spina_bifida_atlas", "fetal_SB_atlas_GA21_notoperated");
        string image = Path.Combine(folder, "srr.nii.gz"), parcellation = Path.Combine(folder, "parcellation.nii.gz");
        var volume = NiftiReader.ReadImage(image);
        var labels = NiftiReader.ReadLabels(parcellation, Enumerable.Range(0, 9).ToHashSet());

        var aligned = GridAlignment.Align(labels.Values.ToArray(), labels.Grid, volume.Grid, parcellation, image);

        Assert.Equal(new VolumeShape(155, 189, 135), volume.Grid.Shape);
        Assert.Equal(0.8, labels.Grid.Spacing.Depth, 1e-5);
        Assert.Equal(labels.Values.ToArray(), aligned);
        Assert.Equal(9, aligned.Distinct().Count());
        // The brain is bright, the surroundings are not: the two are on top of one another.
        double inside = 0, outside = 0;
        var labeled = aligned.Count(label => label > 0);
        for (var i = 0; i < aligned.Length; i++)
        {
            _ = aligned[i] > 0 ? inside += volume.Values[i] : outside += volume.Values[i];
        }

        Assert.True(inside / labeled > 10 * (outside / (aligned.Length - labeled)));
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
