using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Decathlon;
using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data.Decathlon;

/// <summary>Cases whose files came after the data set was opened.</summary>
public sealed class DecathlonNewCasesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MadeUpFiles _files;

    public DecathlonNewCasesTests() => _files = new MadeUpFiles(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpenTrainingCases_DecathlonLayout_EqualThoseOfADataSetOpenedLater()
    {
        _files.WriteDecathlon();
        WriteDecathlonCase("f"); // there, but not listed
        var data = Open();
        WriteDecathlonCase("e");

        var added = data.OpenTrainingCases(["f", "e"]);

        Assert.Equal([new CaseDescription("f"), new CaseDescription("e")], added.Cases);
        Assert.Equal("abcd", string.Concat(data.Training.Cases.Concat(data.Validation.Cases).Select(entry => entry.Id).Order()));
        _files.WriteDecathlonList("abcdef");
        AssertEqualInBits(Open(), added);
    }

    [Fact]
    public void OpenTrainingCases_NnUNetLayout_EqualThoseOfADataSetOpenedLater()
    {
        _files.WriteNnUNet();
        var data = Open();
        WriteNnUNetCase("case_04");
        WriteNnUNetCase("late.one");

        var added = data.OpenTrainingCases(["late.one", "case_04"]);

        Assert.Equal(["late.one", "case_04"], added.Cases.Select(entry => entry.Id));
        Assert.Equal(4, data.Training.Cases.Count + data.Validation.Cases.Count);
        AssertEqualInBits(Open(), added);
    }

    [Fact]
    public void OpenTrainingCases_OtherEndingsThanTheListed_AreFound()
    {
        _files.WriteDecathlon();
        _files.WriteImage("imagesTr/e.nii", 1, -1);
        _files.WriteLabels("labelsTr/e.nii.gz", _ => 4);

        Assert.Equal([.. Enumerable.Repeat(2, 24)], Open().OpenTrainingCases(["e"]).LoadForEvaluation(0).Target);
    }

    [Fact]
    public void OpenTrainingCases_None_IsAnEmptySource()
    {
        _files.WriteDecathlon();

        Assert.Empty(Open().OpenTrainingCases([]).Cases);
    }

    [Fact]
    public void OpenTrainingCases_FromManyThreads_GivesAllTheSameBits()
    {
        _files.WriteDecathlon();
        var data = Open();
        WriteDecathlonCase("e");
        WriteDecathlonCase("f");
        var expected = data.OpenTrainingCases(["e", "f"]);

        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            var added = data.OpenTrainingCases(["f", "e"]);
            Assert.Equal(Draw(expected, 0, slot: 0), Draw(added, 1, slot: 0));
            Assert.Equal(Draw(expected, 1, slot: 1), Draw(added, 0, slot: 1));
        });
    }

    [Fact]
    public void OpenTrainingCases_FileCorrectedSince_ReadsItAnew()
    {
        _files.WriteDecathlon();
        WriteDecathlonCase("e");
        var data = Open();
        var before = data.OpenTrainingCases(["e"]);
        _files.WriteLabels("labelsTr/e.nii.gz", _ => 4);

        Assert.Contains(0, before.LoadForEvaluation(0).Target); // kept in memory as it was read
        Assert.Equal([.. Enumerable.Repeat(2, 24)], data.OpenTrainingCases(["e"]).LoadForEvaluation(0).Target);
    }

    [Fact]
    public void OpenTrainingCases_CaseTableGrown_GivesTheGroups()
    {
        _files.WriteDecathlon();
        _folder.Write("cases.csv", "case,kind\na,x\nb,x\nc,y\nd,y\n");
        WriteDecathlonCase("e");
        WriteDecathlonCase("f");
        var data = Open(options => options with { CaseTable = "cases.csv", GroupColumn = "kind" });
        _folder.Write("cases.csv", "case,kind\na,x\nb,x\nc,y\nd,y\ne,z\n");

        Assert.Equal(["z", null], data.OpenTrainingCases(["e", "f"]).Cases.Select(entry => entry.Group));

        _folder.Write("cases.csv", "case,kind\ne,z\nf,\n");
        AssertRefused(data, ["e", "f"], "column 'kind' is empty for the case 'f'");
        File.Delete(_folder.File("cases.csv"));
        AssertRefused(data, ["e"], "cases.csv does not exist");
    }

    [Fact]
    public void OpenTrainingCases_SubjectHeldOut_IsRefused()
    {
        _files.WriteDecathlon();
        var (rows, newRow) = ("case,who\na,1\nb,1\nc,2\nd,2\n", "e,");
        _folder.Write("cases.csv", rows);
        WriteDecathlonCase("e");
        var data = Open(options => options with { CaseTable = "cases.csv", SubjectColumn = "who" });
        var (trainedOn, heldOut) = data.Training.Cases[0].Id is "a" or "b" ? ("1", "2") : ("2", "1");

        AssertRefused(data, ["e"], "cases.csv has no row for the new case 'e'");
        _folder.Write("cases.csv", rows + newRow);
        AssertRefused(data, ["e"], "column 'who' is empty for the case 'e'");
        _folder.Write("cases.csv", rows + newRow + heldOut);
        AssertRefused(data, ["e"], $"'e' is of the subject '{heldOut}'");
        foreach (var subject in new[] { trainedOn, "3" })
        {
            _folder.Write("cases.csv", rows + newRow + subject);
            Assert.Single(data.OpenTrainingCases(["e"]).Cases);
        }
    }

    [Fact]
    public void OpenTrainingCases_ImageOfAKnownCase_IsRefused()
    {
        _files.WriteDecathlon();
        var text = File.ReadAllText(_folder.File("dataset.json")).Replace("labelsTr/a.nii.gz", "labelsTr/a_mask.nii.gz", StringComparison.Ordinal);
        _folder.Write("dataset.json", text);
        var data = Open();

        AssertRefused(data, ["a"], "'a' has an image of the case 'a_mask'");
    }

    [Theory]
    [InlineData("", "without folder and ending")]
    [InlineData(".", "without folder and ending")]
    [InlineData("..", "without folder and ending")]
    [InlineData("../x", "without folder and ending")]
    [InlineData("sub/x", "without folder and ending")]
    [InlineData("..\\x", "without folder and ending")]
    [InlineData("x\0", "without folder and ending")]
    [InlineData("none", "labelsTr/none.nii.gz does not exist")]
    [InlineData("case_00.nii.gz", "its id is the name of its label file without the ending")]
    public void OpenTrainingCases_NoCaseOfThisName_IsNamed(string id, string message)
    {
        _files.WriteNnUNet();
        foreach (var place in new[] { "x", "labelsTr/sub/x", "imagesTr/sub/x" })
        {
            _files.WriteImage($"{place}_0000.nii.gz", 1);
            _files.WriteImage($"{place}_0001.nii.gz", 1);
            _files.WriteLabels($"{place}.nii.gz", _ => 0);
        }

        var refusal = AssertRefused(Open(), [id], message);
        Assert.Contains($"'{id}'", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenTrainingCases_AFullPath_IsRefused()
    {
        _files.WriteDecathlon();
        WriteDecathlonCase("e");

        AssertRefused(Open(), [_folder.File("labelsTr/e")], "without folder and ending");
    }

    [Fact]
    public void OpenTrainingCases_KnownOrRepeatedIds_AreRefused()
    {
        _files.WriteDecathlon();
        WriteDecathlonCase("e");
        var data = Open();
        var (trained, heldOut) = (data.Training.Cases[0].Id, data.Validation.Cases[0].Id);

        AssertRefused(data, ["e", trained], $"'{trained}' is already one of the training cases");
        AssertRefused(data, ["e", heldOut], $"'{heldOut}' is one of the validation cases");
        AssertRefused(data, ["e", "e"], "'e' is given twice");
    }

    [Theory]
    [InlineData("labelsTr/case_04.nii.gz")]
    [InlineData("imagesTr/case_04_0001.nii.gz")]
    public void OpenTrainingCases_FileMissing_IsNamedAndMayComeLater(string name)
    {
        _files.WriteNnUNet();
        var data = Open();
        WriteNnUNetCase("case_04");
        File.Move(_folder.File(name), _folder.File("aside"));

        AssertRefused(data, ["case_04"], $"{name} does not exist");

        File.Move(_folder.File("aside"), _folder.File(name));
        Assert.Single(data.OpenTrainingCases(["case_04"]).Cases);
    }

    [Fact]
    public void OpenTrainingCases_DecathlonImageMissing_IsNamed()
    {
        _files.WriteDecathlon();
        _files.WriteLabels("labelsTr/e.nii.gz", _ => 0);

        AssertRefused(Open(), ["e"], "imagesTr/e.nii.gz does not exist");
    }

    [Fact]
    public void OpenTrainingCases_TwoFilesOfAName_AreRefused()
    {
        _files.WriteDecathlon();
        WriteDecathlonCase("e");
        _files.WriteLabels("labelsTr/e.nii", _ => 0);

        AssertRefused(Open(), ["e"], "keep one of them");
    }

    [Fact]
    public void OpenTrainingCases_UnusableCase_IsRefusedWithItsFileAndMayBeCorrected()
    {
        _files.WriteDecathlon();
        WriteDecathlonCase("e");
        WriteDecathlonCase("f");
        var data = Open();

        var whole = File.ReadAllBytes(_folder.File("imagesTr/f.nii.gz"));
        _folder.Write("imagesTr/f.nii.gz", whole[..40]);
        AssertRefused(data, ["e", "f"], "'f' cannot be used: " + _folder.File("imagesTr/f.nii.gz"));
        _files.WriteImage("imagesTr/f.nii.gz", 1);
        AssertRefused(data, ["e", "f"], "f.nii.gz has 1 channels, but dataset.json declares 2");
        _folder.Write("imagesTr/f.nii.gz", whole);
        _files.WriteLabels("labelsTr/f.nii.gz", _ => 2);
        AssertRefused(data, ["e", "f"], "has the label 2, but the declared labels are 0, 1, 4");
        NiftiWriter.WriteLabels(_folder.File("labelsTr/f.nii.gz"), new LabelVolume(new int[30], MadeUpFiles.Grid with { Shape = new VolumeShape(2, 3, 5) }));
        AssertRefused(data, ["e", "f"], "f.nii.gz has 2 x 3 x 5 voxels");

        WriteDecathlonCase("f");
        Assert.Equal(2, data.OpenTrainingCases(["e", "f"]).Cases.Count);
    }

    private static void AssertEqualInBits(DecathlonDataSet later, ICaseSource added)
    {
        for (var i = 0; i < added.Cases.Count; i++)
        {
            var side = new[] { later.Training, later.Validation }.Single(source => source.Cases.Contains(added.Cases[i]));
            var index = side.Cases.ToList().IndexOf(added.Cases[i]);
            var (expected, actual) = (side.LoadForEvaluation(index), added.LoadForEvaluation(i));
            Assert.Equal(expected.Input, actual.Input);
            Assert.Equal(expected.InputShape, actual.InputShape);
            Assert.Equal(expected.Target, actual.Target);
            Assert.Equal(expected.TargetShape, actual.TargetShape);
            Assert.Equal(expected.ToTargetGrid!(new int[expected.InputShape.Aggregate((product, extent) => product * extent)]).Length, actual.Target.Length);
            for (var slot = 0; slot < 8; slot++)
            {
                Assert.Equal(Draw(side, index, slot), Draw(added, i, slot));
            }
        }

        Assert.NotEqual(Draw(added, 0, slot: 0), Draw(added, 1, slot: 0));
    }

    // An example's input and, after it, its labels.
    private static float[] Draw(ICaseSource source, int index, int slot)
    {
        var (input, target) = (new float[2 * 12], new int[12]);
        source.LoadForTraining(index, new CounterRandom(5, RandomPurpose.Augmentation, 3, slot), input, target);
        return [.. input, .. target];
    }

    private static string AssertRefused(DecathlonDataSet data, string[] ids, string message)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => data.OpenTrainingCases(ids)).Message;
        Assert.Contains(message, refusal, StringComparison.Ordinal);
        return refusal;
    }

    // With all that examples depend on.
    private DecathlonDataSet Open(Func<DecathlonOptions, DecathlonOptions>? change = null)
    {
        var options = new DecathlonOptions
        {
            Path = _folder.Path,
            Patch = [2, 2, 3],
            Spacing = [1, 1, 0.5],
            ForegroundOversampling = 0.5,
            ValidationFraction = 0.5,
            Augmentation = new AugmentationOptions { FlipWidth = true, IntensityScale = 0.2, Noise = 0.1 },
        };
        return new DecathlonDataSet(change is null ? options : change(options));
    }

    private void WriteDecathlonCase(string id)
    {
        _files.WriteImage($"imagesTr/{id}.nii.gz", 2, (channel, voxel) => Intensity(id, channel, voxel));
        _files.WriteLabels($"labelsTr/{id}.nii.gz", voxel => voxel % 4 == 3 ? 4 : voxel % 2);
    }

    private void WriteNnUNetCase(string id)
    {
        _files.WriteImage($"imagesTr/{id}_0000.nii.gz", 1, (_, voxel) => Intensity(id, 0, voxel));
        _files.WriteImage($"imagesTr/{id}_0001.nii.gz", 1, (_, voxel) => Intensity(id, 1, voxel));
        _files.WriteLabels($"labelsTr/{id}.nii.gz", voxel => voxel % 4 == 3 ? 2 : voxel % 2);
    }

    // Each case and channel has its own.
    private static float Intensity(string id, int channel, int voxel) => voxel * (3 + id[0] + (channel * 5)) % 17;
}
