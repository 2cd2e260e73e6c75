using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Caching;
using OrleansDro.Learning.Data.Nifti;
using OrleansDro.Learning.Data.Splits;
using OrleansDro.Learning.Data.Volumes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data.Decathlon;

/// <summary>
/// Segmentation of 3D images in the layout of the Medical Segmentation Decathlon or of nnU-Net v2. Each channel is normalized by
/// <see cref="IntensityNormalization"/>, then resampled if a spacing is given. Training examples are patches; evaluation uses whole volumes.
/// </summary>
public sealed class DecathlonDataSet : IExtensibleDataSet
{
    private readonly DecathlonOptions _options;
    private readonly DecathlonManifest _manifest;
    private readonly VolumeSpacing? _spacing;
    private readonly Dictionary<int, byte> _classOf;
    private readonly HashSet<string> _validationSubjects;
    private readonly CaseCache<DecathlonCase, PreparedVolume> _volumes;
    private readonly Augmenter _augmenter;

    /// <summary>Reads the list of the cases and splits them; the volumes are read when they are needed.</summary>
    /// <param name="options">The folder of the data, and how examples are created from them.</param>
    /// <exception cref="InvalidInputException">An option is out of its range, or dataset.json or the case table is missing or wrong.</exception>
    public DecathlonDataSet(DecathlonOptions options)
    {
        options.Validate();
        _options = options;
        _manifest = DecathlonManifestReader.Read(options.Path);
        _spacing = options.Spacing is [var depth, var height, var width] ? new VolumeSpacing(depth, height, width) : null;
        _classOf = _manifest.Labels.Select((label, position) => (label.Value, position)).ToDictionary(pair => pair.Value, pair => (byte)pair.position);
        Task = new TaskDescription(TaskKind.Segmentation, _manifest.Layout.ChannelCount, [.. _manifest.Labels.Select(label => label.Name)], [.. options.Patch]);

        string[] ids = [.. _manifest.Cases.Select(entry => entry.Id)];
        var table = ReadCaseTable(options.Path);
        var subjects = options.SubjectColumn is null ? ids : table!.Column(options.SubjectColumn, ids);
        var groups = options.GroupColumn is null ? new string?[ids.Length] : table!.Column(options.GroupColumn, ids);
        var split = CrossValidation.Split(subjects, groups, options.ValidationFraction, options.Fold, options.SplitSeed);

        _validationSubjects = split.Validation.Select(i => subjects[i]).ToHashSet(StringComparer.Ordinal);
        _volumes = new CaseCache<DecathlonCase, PreparedVolume>((long)options.CacheMegabytes << 20, Load, volume => volume.SizeInBytes);
        _augmenter = new Augmenter(options.Augmentation);
        Training = Side(split.Training);
        Validation = Side(split.Validation);

        ICaseSource Side(IReadOnlyList<int> indices) => Source([.. indices.Select(i => _manifest.Cases[i])], [.. indices.Select(i => groups[i])]);
    }

    /// <inheritdoc/>
    public TaskDescription Task { get; }

    /// <inheritdoc/>
    public ICaseSource Training { get; }

    /// <inheritdoc/>
    public ICaseSource Validation { get; }

    /// <summary>
    /// Opens labeled cases whose files were added to labelsTr and imagesTr, or were there but not listed. The case table is read again: the
    /// group is null if it has no row for the case.
    /// </summary>
    /// <param name="ids">The names of the label files without their ending.</param>
    /// <returns>Just these cases, in this order.</returns>
    /// <exception cref="InvalidInputException">
    /// A file is missing, damaged, does not fit the task or belongs to another case; an id is given twice, is a case of the data set already or is
    /// not the name of a file; or a subject column is set and the case's subject is not in the case table, or is held out for validation.
    /// </exception>
    public ICaseSource OpenTrainingCases(IReadOnlyList<string> ids)
    {
        NewCases.RequireNew(ids, this);
        DecathlonCase[] entries = [.. ids.Select(_manifest.Layout.Find)];
        var table = ReadCaseTable(_manifest.Layout.Folder);
        var groups = new string?[entries.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            RequireImagesOfItsOwn(entry);
            if (_options.SubjectColumn is { } column)
            {
                RequireSubjectToTrainOn(entry.Id, table!.Find(column, entry.Id));
            }

            groups[i] = _options.GroupColumn is null ? null : table!.Find(_options.GroupColumn, entry.Id);
            RequireReadable(entry);
        }

        return Source(entries, groups);
    }

    private VolumeCaseSource<DecathlonCase> Source(DecathlonCase[] entries, string?[] groups) => new(
        [.. entries.Select((entry, i) => new CaseDescription(entry.Id, groups[i]))],
        entries,
        _volumes,
        VolumeShape.From(Task.ExampleShape),
        _options.ForegroundOversampling,
        _augmenter);

    private CaseMetadataTable? ReadCaseTable(string folder) =>
        _options.CaseTable is null ? null : CaseMetadataTable.Read(ConfinedPath.RequireInside(folder, _options.CaseTable, "data.caseTable"), _options.CaseColumn);

    // dataset.json may name images unlike their labels, so that one image could come back under another id, on the other side of the split.
    private void RequireImagesOfItsOwn(DecathlonCase entry)
    {
        if (_manifest.Cases.FirstOrDefault(known => known.Images.Intersect(entry.Images).Any()) is { } known)
        {
            throw new InvalidInputException($"The new case '{entry.Id}' has an image of the case '{known.Id}', which is in the data set already; leave it out.");
        }
    }

    private void RequireSubjectToTrainOn(string id, string? subject)
    {
        if (subject is null)
        {
            throw new InvalidInputException(
                $"{_options.CaseTable} has no row for the new case '{id}'; add it: column '{_options.SubjectColumn}' decides which subjects are held out.");
        }

        if (_validationSubjects.Contains(subject))
        {
            throw new InvalidInputException(
                $"The new case '{id}' is of the subject '{subject}' (column '{_options.SubjectColumn}' of {_options.CaseTable}), which is held out for validation; leave it out.");
        }
    }

    private void RequireReadable(DecathlonCase entry)
    {
        try
        {
            _ = _volumes.Get(entry);
        }
        catch (InvalidInputException failure)
        {
            throw new InvalidInputException($"The new case '{entry.Id}' cannot be used: {failure.Message}", failure);
        }
    }

    private PreparedVolume Load(DecathlonCase entry)
    {
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
