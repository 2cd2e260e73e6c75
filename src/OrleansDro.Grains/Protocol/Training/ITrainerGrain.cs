using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Protocol.Training;

/// <summary>
/// One device with one replica of a run's model. Key: <see cref="TrainerId.KeyOf"/>. It lives in the silo of its device and is lost with that
/// silo. It receives its orders from its <see cref="IRunCoordinator"/>.
/// </summary>
[Alias("OrleansDro.ITrainerGrain")]
internal interface ITrainerGrain : IGrainWithStringKey
{
    /// <summary>Starts to work on the run; returns at once. Does nothing if it works on it already.</summary>
    [Alias("Serve")]
    Task StartWork();

    /// <summary>Finishes the part of the step in flight, leaves the run and releases the device; returns when that is done.</summary>
    [Alias("Leave")]
    Task Leave();

    /// <summary>Releases the device at once, as the part of the step in flight is not needed any more. Returns when that is done.</summary>
    [Alias("Abandon")]
    Task Abort();

    /// <summary>Copies the replica's state between two steps, for a trainer that joins.</summary>
    /// <returns>The copy, or null if this trainer has no state.</returns>
    [Alias("TakeSnapshot")]
    Task<ReplicaSnapshot?> TakeSnapshot();

    /// <summary>A part of a copy, at most half a megabyte; null if the copy is not kept any more.</summary>
    [Alias("GetSnapshotPart")]
    Task<byte[]?> GetSnapshotPart(long snapshot, int part);

    /// <summary>Creates previews of validation cases.</summary>
    /// <param name="cases">Indices among the validation cases, few.</param>
    [Alias("Preview")]
    Task<CasePreview[]> Preview([Immutable] int[] cases);

    /// <summary>Creates previews of training cases, between two parts of a step. A case that cannot be read is left out.</summary>
    /// <param name="cases">Indices among the training cases of the run, few.</param>
    [Alias("PreviewTraining")]
    Task<CasePreview[]> PreviewTraining([Immutable] int[] cases);

    /// <summary>Tries to open training cases that are not part of the data set, to find out whether they can be added.</summary>
    [Alias("OpenCases")]
    Task<OpenedCases> OpenCases([Immutable] string[] ids);
}
