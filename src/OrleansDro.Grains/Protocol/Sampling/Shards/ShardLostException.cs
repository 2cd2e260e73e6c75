namespace OrleansDro.Grains.Protocol.Sampling.Shards;

/// <summary>A shard was asked for something, but does not know its cases: it came up anew after its silo was lost, and has to be begun again.</summary>
[GenerateSerializer, Alias("OrleansDro.ShardLostException")]
internal sealed class ShardLostException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ShardLostException()
        : this("The shard has not been started.")
    {
    }

    /// <summary>Makes the exception with a message.</summary>
    public ShardLostException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with a message and a cause.</summary>
    public ShardLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
