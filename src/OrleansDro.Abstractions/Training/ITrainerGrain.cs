using Orleans.Concurrency;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Abstractions.Training;

/// <summary>
/// One device with one replica of a run's model. Key: device and run's name. Each call returns at once; what comes of it is told to the <see cref="IRunGrain"/>.
/// </summary>
[Alias("OrleansDro.ITrainerGrain")]
public interface ITrainerGrain : IGrainWithIntegerCompoundKey
{
    /// <summary>Opens the data set, checks it, builds the replica; answered by <see cref="IRunGrain.TrainerPrepared"/>.</summary>
    [Alias("Prepare")]
    Task Prepare(RunSpec spec);

    /// <summary>Trains until the sampler ends the run; answered by <see cref="IRunGrain.TrainerFinished"/>.</summary>
    [Alias("Train")]
    Task Train(TrainerAssignment assignment);

    /// <summary>Predicts validation cases; answered by calls of <see cref="IRunGrain.TrainerEvaluated"/>.</summary>
    /// <param name="cases">Indices among the validation cases.</param>
    [Alias("Evaluate")]
    Task Evaluate([Immutable] int[] cases);

    /// <summary>Makes pictures of validation cases.</summary>
    /// <param name="cases">Indices among the validation cases, few.</param>
    [Alias("Preview")]
    Task<CasePreview[]> Preview([Immutable] int[] cases);

    /// <summary>Opens training cases that are not part of the data set, and keeps them until they are taken in or others are asked for.</summary>
    [AlwaysInterleave, Alias("OpenCases")]
    Task<OpenedCases> OpenCases([Immutable] string[] ids);

    /// <summary>Takes in the cases that were opened last, with the next free indices.</summary>
    [AlwaysInterleave, Alias("TakeInCases")]
    Task TakeInCases();

    /// <summary>Frees the device.</summary>
    [AlwaysInterleave, Alias("Release")]
    Task Release();
}
