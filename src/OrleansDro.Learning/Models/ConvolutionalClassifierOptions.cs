using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Models;

/// <summary>Options of <see cref="ConvolutionalClassifier"/>.</summary>
public sealed record ConvolutionalClassifierOptions
{
    /// <summary>Channels of each convolution, 1 to 6 of them; each is followed by a halving of the resolution. Default 16, 32.</summary>
    public IReadOnlyList<int> Channels { get; init; } = [16, 32];

    /// <summary>Units of the hidden layer, 1 to 65536. Default 64.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidInputException">A value is out of its range; the message names the field.</exception>
    public void Validate()
    {
        if (Channels.Count is < 1 or > 6 || Channels.Any(channels => channels is < 1 or > 4096))
        {
            throw new InvalidInputException($"model.channels must have 1 to 6 values from 1 to 4096, not [{string.Join(", ", Channels)}].");
        }

        if (Hidden is < 1 or > 65536)
        {
            throw new InvalidInputException($"model.hidden must be from 1 to 65536, not {Hidden}.");
        }
    }
}
