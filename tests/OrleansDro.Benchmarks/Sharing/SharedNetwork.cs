namespace OrleansDro.Benchmarks.Sharing;

/// <summary>What the processes train.</summary>
internal enum SharedNetwork
{
    /// <summary>A small network in plain TorchSharp, see <see cref="PlainLoad"/>.</summary>
    Plain,

    /// <summary>A run on an embedded cluster, see <see cref="RunLoad"/>.</summary>
    Train,
}
