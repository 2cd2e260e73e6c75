using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Models;

/// <summary>Options of <see cref="UNet3d"/>.</summary>
public sealed record UNet3dOptions
{
    /// <summary>Channels of each level from the finest to the coarsest, 1 to 8 levels; each level halves the resolution. Default 16, 32, 64.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [16, 32, 64];

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public void Validate()
    {
        if (Channels.Count is < 1 or > 8 || Channels.Any(channels => channels is < 1 or > 4096))
        {
            throw new InvalidInputException($"model.channels must have 1 to 8 values from 1 to 4096, not [{string.Join(", ", Channels)}].");
        }
    }
}
