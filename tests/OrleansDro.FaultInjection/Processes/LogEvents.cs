namespace OrleansDro.FaultInjection.Processes;

/// <summary>Ids of log events that tests wait for. The message of an event may change, its id may not.</summary>
internal static class LogEvents
{
    /// <summary>The lowest and highest id of OrleansDro's own events.</summary>
    public const int First = 1000, Last = 8999;

    /// <summary>A run has been waiting for some time.</summary>
    public const int RunWaits = 1003;

    /// <summary>A run continues after a wait.</summary>
    public const int RunContinues = 1004;

    /// <summary>A trainer cannot work on its run.</summary>
    public const int TrainerFailed = 3000;

    /// <summary>A silo joins its cluster.</summary>
    public const int SiloJoins = 8002;

    /// <summary>A silo was declared dead.</summary>
    public const int SiloLost = 8012;
}
