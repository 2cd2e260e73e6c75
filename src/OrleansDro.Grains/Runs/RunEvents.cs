using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>Records the events of a run, and logs and counts them.</summary>
internal sealed partial class RunEvents(DurableRun run, RunSampler sampler, RunCounters counters, RecoveryTimer recovery, TimeProvider clock, ILogger<RunEvents> logger)
{
    private const int EventsKept = 200;

    /// <summary>Records an event, which is durable when the task ends.</summary>
    /// <param name="kind">The kind of event.</param>
    /// <param name="trainer">The trainer that the event is about, or null.</param>
    /// <param name="detail">What has happened, as a sentence for the user.</param>
    public Task Record(RunEventKind kind, TrainerId? trainer, string detail)
    {
        counters.Add(kind);
        recovery.OnEvent(kind);
        var level = kind is RunEventKind.MixedKinds or RunEventKind.OtherKind ? LogLevel.Warning : LogLevel.Information;
        var name = trainer?.ToString() ?? "-";
        LogEvent(level, run.Name, kind, name, detail);
        var happened = new RunEvent(clock.GetUtcNow(), kind, trainer, sampler.StepsCommitted, run.Record.GenerationNumber, detail);
        return run.Write(run.Record with { Events = [.. run.Record.Events.TakeLast(EventsKept - 1), happened] });
    }

    [LoggerMessage(EventId = 1000, Message = "Run {Run}: {Kind} {Trainer}. {Detail}")]
    private partial void LogEvent(LogLevel level, string run, RunEventKind kind, string trainer, string detail);
}
