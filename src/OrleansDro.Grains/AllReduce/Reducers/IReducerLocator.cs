using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>Finds the reducers of a generation.</summary>
internal interface IReducerLocator
{
    /// <summary>The service that reduces a slice of the gradients of a generation.</summary>
    /// <param name="generation">The generation; it has a member.</param>
    /// <param name="slice">The number of the slice, from 0.</param>
    IGradientReducerService Of(Generation generation, int slice);
}
