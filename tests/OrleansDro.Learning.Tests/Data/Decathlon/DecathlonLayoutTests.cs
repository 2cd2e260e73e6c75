using OrleansDro.Learning.Data.Decathlon;
using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data.Decathlon;

/// <summary>Both dialects of dataset.json, and what can be wrong with a data set, on small made-up files.</summary>
public sealed class DecathlonLayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MadeUpFiles _files;

    public DecathlonLayoutTests() => _files = new MadeUpFiles(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NnUNetLayout_ChannelsInFilesOfTheirOwn_AreStacked()
    {
        _files.WriteNnUNet();

        var data = Open();

        Assert.Equal(2, data.Task.InputChannels);
        Assert.Equal(["background", "lesion", "edema"], data.Task.ClassNames);
        Assert.Equal(["case_00", "case_01", "case_02", "case_03"], data.Training.Cases.Concat(data.Validation.Cases).Select(entry => entry.Id).Order());
        var loaded = data.Training.LoadForEvaluation(0);
        // The second channel counts backwards.
        Assert.All(Enumerable.Range(0, 24), i => Assert.Equal(loaded.Input[i], -loaded.Input[24 + i], 1e-5f));
        Assert.Equal([.. Enumerable.Range(0, 24).Select(i => i % 3)], loaded.Target);
    }

    [Fact]
    public void DecathlonLayout_ChannelsInOneFile_AreThe4thDimension()
    {
        _files.WriteDecathlon();

        var data = Open();

        Assert.Equal(2, data.Task.InputChannels);
        // Label 4 of the files is class 2.
        Assert.Equal(["background", "core", "rim"], data.Task.ClassNames);
        Assert.Equal([.. Enumerable.Range(0, 24).Select(i => i % 3)], data.Training.LoadForEvaluation(0).Target);
    }

    [Fact]
    public void Load_LabelsSavedMirrored_AreBroughtToTheImage()
    {
        _files.WriteNnUNet();
        var mirrored = new VolumeGrid(MadeUpFiles.Grid.Shape, new AffineTransform([-1, 0, 0, 3, 0, 1, 0, 0, 0, 0, 1, 0]));
        int[] labels = [.. Enumerable.Range(0, 24).Select(i => (i - (i % 4) + 3 - (i % 4)) % 3)];
        for (var i = 0; i < 4; i++)
        {
            NiftiWriter.WriteLabels(_folder.File($"labelsTr/case_0{i}.nii.gz"), new LabelVolume(labels, mirrored));
        }

        Assert.Equal([.. Enumerable.Range(0, 24).Select(i => i % 3)], Open().Training.LoadForEvaluation(0).Target);
    }

    [Fact]
    public void Load_DamagedCase_FailsAloneAndRecovers()
    {
        _files.WriteNnUNet();
        var data = Open();
        var name = $"imagesTr/{data.Training.Cases[1].Id}_0001.nii.gz";
        var bytes = File.ReadAllBytes(_folder.File(name));
        _folder.Write(name, bytes[..40]);

        var failure = Assert.Throws<InvalidInputException>(() => data.Training.LoadForEvaluation(1));
        Assert.Contains($"{data.Training.Cases[1].Id}_0001.nii.gz", failure.Message, StringComparison.Ordinal);
        Assert.Equal(48, data.Training.LoadForEvaluation(0).Input.Length);

        _folder.Write(name, bytes);
        Assert.Equal(48, data.Training.LoadForEvaluation(1).Input.Length);
        File.Delete(_folder.File(name));
        Assert.Equal(48, data.Training.LoadForEvaluation(1).Input.Length); // kept in memory
        failure = Assert.Throws<InvalidInputException>(
            () => Open().Training.LoadForTraining(1, new CounterRandom(0, RandomPurpose.Augmentation, 0, 0), new float[48], new int[24]));
        Assert.Contains("0001.nii.gz does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UndeclaredLabel_NamesFileAndValue()
    {
        _files.WriteNnUNet();
        _files.WriteLabels("labelsTr/case_02.nii.gz", i => i == 5 ? 9 : 0);

        var message = FirstFailure();

        Assert.Contains("case_02.nii.gz", message, StringComparison.Ordinal);
        Assert.Contains("label 9", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LabelsOfAnotherShape_NamesBothShapes()
    {
        _files.WriteNnUNet();
        NiftiWriter.WriteLabels(_folder.File("labelsTr/case_01.nii.gz"), new LabelVolume(new int[30], MadeUpFiles.Grid with { Shape = new VolumeShape(2, 3, 5) }));

        var message = FirstFailure();

        Assert.Contains("case_01.nii.gz has 2 x 3 x 5 voxels", message, StringComparison.Ordinal);
        Assert.Contains("case_01_0000.nii.gz has 2 x 3 x 4", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ChannelMissing_IsRefused()
    {
        _files.WriteDecathlon();
        _files.WriteImage("imagesTr/b.nii.gz", 1);

        Assert.Contains("b.nii.gz has 1 channels, but dataset.json declares 2", FirstFailure(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"./imagesTr/a.nii.gz\"", "\"../outside.nii.gz\"", "leaves the data set's folder")]
    [InlineData("\"./imagesTr/a.nii.gz\"", "\"/etc/hostname\"", "leaves the data set's folder")]
    [InlineData("\"./imagesTr/a.nii.gz\"", "7", "field 'training[0].image'")]
    [InlineData("\"./labelsTr/b.nii.gz\"", "\"./labelsTr/a.nii.gz\"", "names the training case 'a' more than once")]
    [InlineData("\"modality\"", "\"modalities\"", "field 'modality'")]
    [InlineData("\"0\": \"background\"", "\"5\": \"background\"", "0 as the background")]
    [InlineData("\"0\": \"background\"", "\"background\": 0", "field 'labels.background'")]
    [InlineData("\"labels\"", "\"label\"", "field 'labels'")]
    [InlineData("\"training\": [", "\"training\": 5, \"x\": [", "field 'training'")]
    [InlineData("{", "", "not valid JSON: line 1")]
    public void Open_WrongDeclaration_IsNamed(string old, string replacement, string message)
    {
        _files.WriteDecathlon();
        var text = File.ReadAllText(_folder.File("dataset.json"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        _folder.Write("dataset.json", text[..at] + replacement + text[(at + old.Length)..]);

        Assert.Contains(message, Assert.Throws<InvalidInputException>(Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\".nii.gz\"", "\".png\"", "file_ending")]
    [InlineData("\"lesion\": 1", "\"lesion\": [1, 2]", "regions")]
    [InlineData("\"edema\": 2", "\"ignore\": 2", "labels.ignore")]
    [InlineData("\"0\": \"T1\", \"1\": \"T2\"", "", "at least one channel")]
    [InlineData("\".nii.gz\"", "\".img\"", "no training cases")]
    public void Open_WrongNnUNetDeclaration_IsNamed(string old, string replacement, string message)
    {
        _files.WriteNnUNet();
        var text = File.ReadAllText(_folder.File("dataset.json"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        _folder.Write("dataset.json", text.Replace(old, replacement, StringComparison.Ordinal));

        Assert.Contains(message, Assert.Throws<InvalidInputException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FilesNotUnpacked_SaysSo()
    {
        _files.WriteDecathlon();
        Directory.Delete(_folder.File("labelsTr"), recursive: true);

        Assert.Contains("none of the 4 label files", Assert.Throws<InvalidInputException>(Open).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("case,who\na,1\nb,1\nc,2\n", "no row for the case 'd'")]
    [InlineData("case,who\na,1\na,1\nc,2\nd,2\n", "cases.csv, line 3, column 'case': the case 'a' has a row on line 2 already")]
    [InlineData("case,who\na,1\nb\nc,2\nd,2\n", "cases.csv, line 3: the row has 1 fields, but the header has 2")]
    [InlineData("case,who\n\na,\"1\n1\"\nb\nc,2\nd,2\n", "cases.csv, line 5: the row has 1 fields")]
    [InlineData("case,who\na,1\nb,\nc,2\nd,2\n", "cases.csv, line 3: column 'who' is empty for the case 'b'")]
    [InlineData("case,who\na,\"1\nb,1\nc,2\nd,2\n", "cases.csv, line 2, column 3: the quote is not closed")]
    [InlineData("case,\"who\na,1\n", "cases.csv, line 1, column 6: the quote is not closed")]
    [InlineData("case,who\na,\"1\n1\"\"\nb,1\n", "cases.csv, line 3, column 3: the quote is not closed")]
    [InlineData("case,who,who\na,1,2\n", "more than one column 'who'")]
    [InlineData("id,who\na,1\n", "no column 'case'")]
    [InlineData("", "is empty")]
    public void Open_WrongCaseTable_IsNamed(string table, string message)
    {
        _files.WriteDecathlon();
        _folder.Write("cases.csv", table);

        Assert.Contains(message, Assert.Throws<InvalidInputException>(OpenWithTable).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CaseTableWithAnEndlessRow_IsNamed()
    {
        _files.WriteDecathlon();
        _folder.Write("cases.csv", "case,who\na,\"" + new string('x', 1 << 24));

        Assert.Contains("cases.csv has a row that is too long", Assert.Throws<InvalidInputException>(OpenWithTable).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_QuotedCaseTable_IsRead()
    {
        _files.WriteDecathlon();
        _folder.Write("cases.csv", "\"case\", who\r\n\"a\",\"Smith, \"\"Jo\"\"\"\r\n\r\nb ,\"Smith, \"\"Jo\"\"\"\r\nc,x\r\nd,x");

        var data = OpenWithTable();

        Assert.Equal(2, data.Training.Cases.Count);
        Assert.True(string.Concat(data.Training.Cases.Select(entry => entry.Id)) is "ab" or "cd");
    }

    private DecathlonDataSet Open() => new(new DecathlonOptions { Path = _folder.Path, Patch = [2, 3, 4], ValidationFraction = 0.5 });

    private DecathlonDataSet OpenWithTable() =>
        new(new DecathlonOptions { Path = _folder.Path, Patch = [2, 3, 4], ValidationFraction = 0.5, CaseTable = "cases.csv", SubjectColumn = "who" });

    private string FirstFailure()
    {
        var data = Open();
        return Assert.Throws<InvalidInputException>(() =>
        {
            foreach (var source in new[] { data.Training, data.Validation })
            {
                for (var i = 0; i < source.Cases.Count; i++)
                {
                    source.LoadForEvaluation(i);
                }
            }
        }).Message;
    }
}
