using Orleans.Runtime.Services;
using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Training;

/// <summary>Gives the reducer service of each silo.</summary>
internal sealed class GradientReducers(IServiceProvider services) : GrainServiceClient<IGradientReducerService>(services)
{
    /// <summary>The one that reduces a slice of a generation.</summary>
    public IGradientReducerService Of(Generation generation, int slice) => GetGrainService(SiloAddress.FromParsableString(GradientSlice.SiloOf(generation, slice)));
}
