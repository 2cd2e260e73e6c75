using Orleans.Runtime.Services;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>The reducer services of the silos. The silos of a generation's members take turns in reducing its slices.</summary>
internal sealed class GradientReducers(IServiceProvider services) : GrainServiceClient<IGradientReducerService>(services), IReducerLocator
{
    /// <inheritdoc/>
    public IGradientReducerService Of(Generation generation, int slice) => GetGrainService(SiloAddress.FromParsableString(SiloOf(generation, slice)));

    /// <summary>The address of the silo that reduces a slice of a generation.</summary>
    public static string SiloOf(Generation generation, int slice) => generation.Members[slice % generation.Members.Count].Trainer.Silo;
}
