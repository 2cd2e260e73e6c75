using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Volumes;

namespace OrleansDro.Cli.Tests.Commands;

/// <summary>A data folder with one bad file: the run does not start, and the message names the file.</summary>
public sealed class BadDataTests : IDisposable
{
    private const int Cases = 5;
    private static readonly VolumeGrid Grid = new(new VolumeShape(8, 8, 8), AffineTransform.Scale(1, 1, 1));

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Train_GoodFolder_Succeeds()
    {
        var (exitCode, _, error) = await Train();
        Assert.True(exitCode == 0, error);
    }

    [Fact]
    public Task Train_MissingImage_NamesIt() => RequireInputError("case_2", () => File.Delete(Image(2)));

    [Fact]
    public Task Train_TruncatedImage_NamesIt() => RequireInputError("case_3", () => File.WriteAllBytes(Image(3), File.ReadAllBytes(Image(3))[..^500]));

    [Fact]
    public Task Train_LabelOfOtherShape_NamesBothShapes() => RequireInputError(
        "8 x 8 x 7", () => NiftiWriter.WriteLabels(Label(1), new LabelVolume(new int[8 * 8 * 7], new VolumeGrid(new VolumeShape(8, 8, 7), AffineTransform.Scale(1, 1, 1)))));

    [Fact]
    public Task Train_UndeclaredLabel_NamesTheValue() => RequireInputError("7", () =>
    {
        var labels = new int[Grid.Shape.Count];
        labels[5] = 7;
        NiftiWriter.WriteLabels(Label(4), new LabelVolume(labels, Grid));
    });

    [Fact]
    public Task Train_NotANumberInImage_NamesIt() => RequireInputError("case_0", () =>
    {
        var values = new float[Grid.Shape.Count];
        values[9] = float.NaN;
        NiftiWriter.WriteImage(Image(0), new Volume(values, 1, Grid));
    });

    [Fact]
    public Task Train_BrokenDatasetJson_NamesIt() => RequireInputError("dataset.json", () => _folder.Write("data/dataset.json", "{ \"labels\": "));

    public void Dispose() => _folder.Dispose();

    private string Image(int index) => _folder.File($"data/imagesTr/case_{index}.nii");

    private string Label(int index) => _folder.File($"data/labelsTr/case_{index}.nii");

    private async Task RequireInputError(string expected, Action damage)
    {
        WriteFolder();
        damage();
        var (exitCode, _, error) = await Run();
        Assert.True(exitCode == 2, $"exit code {exitCode}: {error}");
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("out/summary.json")));
    }

    private Task<(int ExitCode, string Output, string Error)> Train()
    {
        WriteFolder();
        return Run();
    }

    private Task<(int ExitCode, string Output, string Error)> Run() => Command.OrleansDroAsync("train", _folder.File("spec.json"), "--out", _folder.File("out"));

    private void WriteFolder()
    {
        Directory.CreateDirectory(_folder.File("data/imagesTr"));
        Directory.CreateDirectory(_folder.File("data/labelsTr"));
        for (var i = 0; i < Cases; i++)
        {
            var labels = new int[Grid.Shape.Count];
            labels.AsSpan(100, 40 + i).Fill(1);
            NiftiWriter.WriteLabels(Label(i), new LabelVolume(labels, Grid));
            NiftiWriter.WriteImage(Image(i), new Volume(Array.ConvertAll(labels, label => (float)label), 1, Grid));
        }

        var training = string.Join(",", Enumerable.Range(0, Cases).Select(i => $$"""{"image": "./imagesTr/case_{{i}}.nii", "label": "./labelsTr/case_{{i}}.nii"}"""));
        _folder.Write("data/dataset.json", $$"""{"modality": {"0": "MRI"}, "labels": {"0": "background", "1": "organ"}, "training": [{{training}}]}""");
        _folder.Write("spec.json", """
            {
              "name": "folder", "steps": 2, "batchSize": 2,
              "data": { "name": "decathlon", "path": "data", "patch": [8, 8, 8] },
              "model": { "name": "unet3d", "channels": [4, 8] },
              "loss": { "name": "diceCrossEntropy" },
              "optimizer": { "name": "sgd", "learningRate": 0.01 },
              "sampling": { "name": "hardness", "beta": 10 },
              "compute": { "threads": 1 }
            }
            """);
    }
}
