using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Models;

/// <summary>Makes normalization layers that start as the identity. TorchSharp 0.107 leaves the scale and shift of a group norm uninitialized.</summary>
public static class Normalization
{
    /// <summary>A group norm with scale 1 and shift 0.</summary>
    /// <param name="groups">Groups that are normalized together; as many as channels makes it an instance norm.</param>
    /// <param name="channels">Channels, divisible by the groups.</param>
    public static GroupNorm CreateGroupNorm(long groups, long channels)
    {
        var norm = nn.GroupNorm(groups, channels);
        _ = nn.init.ones_(norm.weight!);
        _ = nn.init.zeros_(norm.bias!);
        return norm;
    }
}
