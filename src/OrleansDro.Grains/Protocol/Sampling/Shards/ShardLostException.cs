namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>A shard does not have its cases: it was activated again after its silo was lost, and the sampler has to start it again.</summary>
[GenerateSerializer, Alias("OrleansDro.ShardLostException")]
internal sealed class ShardLostException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ShardLostException()
        : this("The shard has not been started.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    public ShardLostException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and a cause.</summary>
    public ShardLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
