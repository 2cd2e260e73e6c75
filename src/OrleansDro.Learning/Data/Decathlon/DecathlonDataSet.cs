using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Caching;
using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Splits;
using OrleansDro.Learning.Data.Volumes;

namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>
/// Segmentation of 3D images in the layout of the Medical Segmentation Decathlon or of nnU-Net v2. Each channel is normalised by
/// <see cref="IntensityNormalization"/>, then resampled where a spacing is given; training examples are patches, evaluation sees whole volumes.
/// </summary>
public sealed class DecathlonDataSet : IDataSet
{
    private readonly DecathlonManifest _manifest;
    private readonly VolumeSpacing? _spacing;
    private readonly Dictionary<int, byte> _classOf;

    /// <summary>Reads the list of the cases and splits them; the volumes are read when they are asked for.</summary>
    /// <param name="options">Where the data are, and how examples are made of them.</param>
    /// <exception cref="InvalidInputException">An option is out of its range, or dataset.json or the case table is missing or wrong.</exception>
    public DecathlonDataSet(DecathlonOptions options)
    {
        options.Validate();
        _manifest = DecathlonManifestReader.Read(options.Path);
        _spacing = options.Spacing is [var depth, var height, var width] ? new VolumeSpacing(depth, height, width) : null;
        _classOf = _manifest.Labels.Select((label, position) => (label.Value, position)).ToDictionary(pair => pair.Value, pair => (byte)pair.position);
        Task = new TaskDescription(TaskKind.Segmentation, _manifest.ChannelCount, [.. _manifest.Labels.Select(label => label.Name)], [.. options.Patch]);

        string[] ids = [.. _manifest.Cases.Select(entry => entry.Id)];
        var table = options.CaseTable is null ? null : CaseTable.Read(Path.Combine(options.Path, options.CaseTable), options.CaseColumn);
        var subjects = options.SubjectColumn is null ? ids : table!.Column(options.SubjectColumn, ids);
        var groups = options.GroupColumn is null ? new string?[ids.Length] : table!.Column(options.GroupColumn, ids);
        var split = CrossValidation.Split(subjects, groups, options.ValidationFraction, options.Fold, options.SplitSeed);

        var volumes = new CaseCache<PreparedVolume>((long)options.CacheMegabytes << 20, Load, volume => volume.SizeInBytes);
        var augmenter = new Augmenter(options.Augmentation);
        Training = Source(split.Training);
        Validation = Source(split.Validation);

        VolumeCaseSource Source(IReadOnlyList<int> indices) => new(
            [.. indices.Select(i => new CaseDescription(ids[i], groups[i]))],
            indices,
            volumes,
            VolumeShape.From(options.Patch),
            options.ForegroundOversampling,
            augmenter);
    }

    /// <inheritdoc/>
    public TaskDescription Task { get; }

    /// <inheritdoc/>
    public ICaseSource Training { get; }

    /// <inheritdoc/>
    public ICaseSource Validation { get; }

    private PreparedVolume Load(int index)
    {
        var entry = _manifest.Cases[index];
        var (image, grid) = LoadImage(entry);
        var labels = LoadLabels(entry, grid);
        for (var channel = 0; channel < Task.InputChannels; channel++)
        {
            IntensityNormalization.Apply(image.AsSpan(channel * grid.Shape.Count, grid.Shape.Count));
        }

        return _spacing is { } spacing && Resampling.ShapeFor(grid.Shape, grid.Spacing, spacing) is var shape && shape != grid.Shape
            ? Resample(image, labels, grid.Shape, shape, spacing)
            : new PreparedVolume(image, Task.InputChannels, labels, grid.Shape, grid.Spacing);
    }

    private (float[] Image, VolumeGrid Grid) LoadImage(DecathlonCase entry)
    {
        var first = NiftiReader.ReadImage(entry.Images[0]);
        var channels = entry.Images.Count == 1 ? Task.InputChannels : 1;
        RequireChannels(first, entry.Images[0], channels);
        if (entry.Images.Count == 1)
        {
            return (first.Values.ToArray(), first.Grid);
        }

        var voxels = first.Grid.Shape.Count;
        var image = new float[Task.InputChannels * voxels];
        first.Values.CopyTo(image);
        for (var channel = 1; channel < Task.InputChannels; channel++)
        {
            var path = entry.Images[channel];
            var next = NiftiReader.ReadImage(path);
            RequireChannels(next, path, 1);
            GridAlignment.Align(next.Values.ToArray(), next.Grid, first.Grid, path, entry.Images[0]).CopyTo(image, channel * voxels);
        }

        return (image, first.Grid);
    }

    private byte[] LoadLabels(DecathlonCase entry, VolumeGrid grid)
    {
        var labels = NiftiReader.ReadLabels(entry.Label, _manifest.Labels.Select(label => label.Value).ToHashSet());
        var classes = new byte[labels.Values.Length];
        for (var i = 0; i < classes.Length; i++)
        {
            classes[i] = _classOf[labels.Values[i]];
        }

        return GridAlignment.Align(classes, labels.Grid, grid, entry.Label, entry.Images[0]);
    }

    private PreparedVolume Resample(float[] image, byte[] labels, VolumeShape from, VolumeShape to, VolumeSpacing spacing)
    {
        var resampled = new float[Task.InputChannels * to.Count];
        for (var channel = 0; channel < Task.InputChannels; channel++)
        {
            Resampling.Linear(image.AsSpan(channel * from.Count, from.Count), from, to).CopyTo(resampled, channel * to.Count);
        }

        return new PreparedVolume(resampled, Task.InputChannels, Resampling.Nearest<byte>(labels, from, to), to, spacing)
        {
            Reference = new ReferenceLabels(labels, from),
        };
    }

    private static void RequireChannels(Volume volume, string path, int channels)
    {
        if (volume.Channels != channels)
        {
            throw new InvalidInputException($"{path} has {volume.Channels} channels, but dataset.json declares {channels}; correct the declaration or the file.");
        }
    }
}
