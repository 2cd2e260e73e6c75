using Orleans.Runtime.Services;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Gives the reducer service of each silo.</summary>
internal sealed class GradientReducers(IServiceProvider services) : GrainServiceClient<IGradientReducerService>(services)
{
    /// <summary>The one that reduces a slice of a generation: its members take turns.</summary>
    public IGradientReducerService Of(Generation generation, int slice) => GetGrainService(SiloAddress.FromParsableString(SiloOf(generation, slice)));

    /// <summary>The silo in which a slice of a generation is reduced.</summary>
    public static string SiloOf(Generation generation, int slice) => generation.Members[slice % generation.Members.Count].Trainer.Silo;
}
