using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Volumes;

namespace OrleansDro.Learning.Tests.Data.Decathlon;

/// <summary>Writes small data sets of two channels and three classes, in either layout.</summary>
internal sealed class MadeUpFiles(TemporaryFolder folder)
{
    public static readonly VolumeGrid Grid = new(new VolumeShape(2, 3, 4), AffineTransform.Scale(1, 1, 1));

    /// <summary>The cases case_00 to case_03.</summary>
    public void WriteNnUNet()
    {
        folder.Write("dataset.json", """
            {"channel_names": {"0": "T1", "1": "T2"}, "labels": {"background": 0, "lesion": 1, "edema": 2}, "numTraining": 4, "file_ending": ".nii.gz"}
            """);
        for (var i = 0; i < 4; i++)
        {
            WriteImage($"imagesTr/case_0{i}_0000.nii.gz", 1);
            WriteImage($"imagesTr/case_0{i}_0001.nii.gz", -1);
            WriteLabels($"labelsTr/case_0{i}.nii.gz", voxel => voxel % 3);
        }
    }

    /// <summary>The cases a to d.</summary>
    public void WriteDecathlon()
    {
        WriteDecathlonList("abcd");
        foreach (var id in "abcd")
        {
            WriteImage($"imagesTr/{id}.nii.gz", 1, -1);
            WriteLabels($"labelsTr/{id}.nii.gz", voxel => voxel % 3 == 2 ? 4 : voxel % 3);
        }
    }

    /// <summary>A dataset.json that lists cases of one letter each.</summary>
    public void WriteDecathlonList(string ids)
    {
        var cases = string.Join(", ", ids.Select(id => $$"""{"image": "./imagesTr/{{id}}.nii.gz", "label": "./labelsTr/{{id}}.nii.gz"}"""));
        folder.Write("dataset.json", $$"""
            {"name": "made up", "modality": {"0": "T1", "1": "T2"}, "labels": {"0": "background", "4": "rim", "1": "core"}, "training": [{{cases}}], "test": []}
            """);
    }

    /// <summary>An image that counts up in steps of the slope, in each channel.</summary>
    public void WriteImage(string name, params int[] slopes) => WriteImage(name, slopes.Length, (channel, voxel) => slopes[channel] * voxel);

    public void WriteImage(string name, int channels, Func<int, int, float> value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        var values = Enumerable.Range(0, channels).SelectMany(channel => Enumerable.Range(0, 24).Select(voxel => value(channel, voxel)));
        NiftiWriter.WriteImage(folder.File(name), new Volume([.. values], channels, Grid));
    }

    public void WriteLabels(string name, Func<int, int> label)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
        NiftiWriter.WriteLabels(folder.File(name), new LabelVolume([.. Enumerable.Range(0, 24).Select(label)], Grid));
    }
}
