using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Protocol.Training;

/// <summary>
/// One device with one replica of a run's model. Key: <see cref="TrainerId.KeyOf"/>. It lives in the silo of its device and nowhere else: once that silo is gone, it is
/// gone. It asks its <see cref="IRunCoordinator"/> what to do.
/// </summary>
[Alias("OrleansDro.ITrainerGrain")]
internal interface ITrainerGrain : IGrainWithStringKey
{
    /// <summary>Begins to work on the run; returns at once. Does nothing where it works on it already.</summary>
    [Alias("Serve")]
    Task Serve();

    /// <summary>Finishes the part of the step in flight, leaves the run and frees the device; returns when that is done.</summary>
    [Alias("Leave")]
    Task Leave();

    /// <summary>Frees the device at once: nobody waits for the part of the step in flight any more. Returns when that is done.</summary>
    [Alias("Abandon")]
    Task Abandon();

    /// <summary>Copies the replica's state between two steps, for a trainer that joins.</summary>
    /// <returns>The copy, or null where this trainer has no state.</returns>
    [Alias("TakeSnapshot")]
    Task<ReplicaSnapshot?> TakeSnapshot();

    /// <summary>A part of a copy, at most half a megabyte; null where the copy is not kept any more.</summary>
    [Alias("GetSnapshotPart")]
    Task<byte[]?> GetSnapshotPart(long snapshot, int part);

    /// <summary>Makes pictures of validation cases.</summary>
    /// <param name="cases">Indices among the validation cases, few.</param>
    [Alias("Preview")]
    Task<CasePreview[]> Preview([Immutable] int[] cases);

    /// <summary>Makes pictures of training cases, between two parts of a step. A case that cannot be read is left out.</summary>
    /// <param name="cases">Indices among the training cases of the run, few.</param>
    [Alias("PreviewTraining")]
    Task<CasePreview[]> PreviewTraining([Immutable] int[] cases);

    /// <summary>Tells whether training cases that are not part of the data set could join, and what they are called.</summary>
    [Alias("OpenCases")]
    Task<OpenedCases> OpenCases([Immutable] string[] ids);
}
