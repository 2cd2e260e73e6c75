namespace OrleansDro.Abstractions.Cases;

/// <summary>In which order cases are listed.</summary>
[GenerateSerializer, Alias("OrleansDro.CaseOrder")]
public enum CaseOrder
{
    /// <summary>By index.</summary>
    Index,

    /// <summary>Largest latest loss first; cases without a loss come last. Ties by index.</summary>
    Hardest,

    /// <summary>Largest age first: cases without a loss, then those whose loss is from the earliest step. Ties by index.</summary>
    Oldest,
}
