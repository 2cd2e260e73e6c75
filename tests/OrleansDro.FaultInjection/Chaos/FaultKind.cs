namespace OrleansDro.FaultInjection.Chaos;

/// <summary>What is done to a cluster while it trains.</summary>
internal enum FaultKind
{
    /// <summary>kill -9 of a trainer.</summary>
    KillTrainer,

    /// <summary>SIGTERM to a trainer.</summary>
    TerminateTrainer,

    /// <summary>SIGSTOP of a trainer, later SIGCONT.</summary>
    StallTrainer,

    /// <summary>One more trainer.</summary>
    JoinTrainer,

    /// <summary>kill -9 of a control silo.</summary>
    KillControl,

    /// <summary>SIGSTOP of a control silo, later SIGCONT.</summary>
    StallControl,
}
