namespace OrleansDro.Grains.Infrastructure;

/// <summary>A state with the id of the write that stored it.</summary>
[GenerateSerializer, Immutable, Alias("OrleansDro.Versioned")]
internal sealed record Versioned<T>([property: Id(0)] Guid Id, [property: Id(1)] T Value)
{
    /// <summary>Needed by the storage for a state that does not exist.</summary>
    public Versioned()
        : this(Guid.Empty, default!)
    {
    }
}
