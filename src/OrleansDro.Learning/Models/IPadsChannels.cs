namespace OrleansDro.Learning.Models;

/// <summary>
/// Marks a network whose convolutions are right on processors that hide their caches (see <see cref="Torch.ProcessorCaches"/>), as it passes to the library only channel counts that
/// need no padding: 16 and multiples of 32, except for the network's input, which may have up to 16 channels. For other networks the process does not use the wide instruction sets there.
/// </summary>
public interface IPadsChannels;
