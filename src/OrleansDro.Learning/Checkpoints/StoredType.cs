namespace OrleansDro.Learning.Checkpoints;

/// <summary>Number formats of stored tensors, by safetensors' names.</summary>
public enum StoredType
{
    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>32-bit integer.</summary>
    I32,

    /// <summary>64-bit integer.</summary>
    I64,

    /// <summary>Byte.</summary>
    U8,
}
