using Orleans.Runtime.Services;
using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Training;

/// <summary>Gives the reducer service of each silo.</summary>
internal sealed class GradientReducers(IServiceProvider services) : GrainServiceClient<IGradientReducerService>(services)
{
    /// <summary>The one that reduces a slice of a generation: its members take turns.</summary>
    public IGradientReducerService Of(Generation generation, int slice) =>
        GetGrainService(SiloAddress.FromParsableString(generation.Members[slice % generation.Members.Count].Trainer.Silo));
}
