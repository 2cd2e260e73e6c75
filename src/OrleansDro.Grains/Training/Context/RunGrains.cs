using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Training;

namespace OrleansDro.Grains.Training.Context;

/// <summary>The grains of a run that one of its trainers calls.</summary>
/// <param name="Coordinator">The run's coordinator.</param>
/// <param name="Sampler">The run's sampler.</param>
/// <param name="TrainerOf">Gives another trainer of the run.</param>
internal sealed record RunGrains(IRunCoordinator Coordinator, ISamplerGrain Sampler, Func<TrainerId, ITrainerGrain> TrainerOf)
{
    /// <summary>The grains of a run of a cluster.</summary>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="run">The run's name.</param>
    public static RunGrains Of(IGrainFactory grains, string run) =>
        new(grains.GetGrain<IRunCoordinator>(run), grains.GetGrain<ISamplerGrain>(run), trainer => grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run)));
}
