namespace OrleansDro.FaultInjection.Processes;

/// <summary>Ids of log events that tests wait for. The message of an event may change, its id may not.</summary>
internal static class LogEvents
{
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

    /// <summary>Whether an event is one of Polly or of Orleans, whose ids are below 1,000 and from 100,000 to 199,999.</summary>
    /// <param name="eventId">The id of the event; 0 if it has none.</param>
    public static bool IsOfFramework(int eventId) => eventId is (> 0 and < 1000) or (>= 100_000 and < 200_000);
}
