namespace OrleansDro.Learning.Models;

/// <summary>
/// Marks a network whose convolutions are right on processors that hide their caches (see <see cref="Torch.ProcessorCaches"/>), as it hands the library channel counts that
/// need no padding: multiples of 16, but for the network's own input, which may have up to 16 channels. For other networks the process gives up the wide instruction sets there.
/// </summary>
public interface IPadsChannels;
