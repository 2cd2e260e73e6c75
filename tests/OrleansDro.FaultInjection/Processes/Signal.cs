namespace OrleansDro.FaultInjection.Processes;

/// <summary>What a process can be told by its operating system.</summary>
internal enum Signal
{
    /// <summary>To end in good order.</summary>
    Terminate,

    /// <summary>To end at once; it is not asked.</summary>
    Kill,

    /// <summary>To stand still, as on a machine that hangs.</summary>
    Stop,

    /// <summary>To go on.</summary>
    Continue,
}
