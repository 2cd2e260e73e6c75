using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>Tells what happens to a run: to its record and to the log.</summary>
internal sealed partial class RunEvents(DurableRun run, RunSampler sampler, RunAccount account, RunRecovery recovery, TimeProvider clock, ILogger<RunEvents> logger)
{
    private const int EventsKept = 200;

    /// <summary>Tells an event, which is on record when the task ends.</summary>
    /// <param name="kind">What has happened.</param>
    /// <param name="trainer">The trainer that it happened to, or null.</param>
    /// <param name="detail">What has happened, in a sentence.</param>
    public Task Tell(RunEventKind kind, TrainerId? trainer, string detail)
    {
        account.Add(kind);
        recovery.Hear(kind);
        var level = kind is RunEventKind.MixedKinds or RunEventKind.OtherKind ? LogLevel.Warning : LogLevel.Information;
        var name = trainer?.ToString() ?? "-";
        LogEvent(level, run.Name, kind, name, detail);
        var happened = new RunEvent(clock.GetUtcNow(), kind, trainer, sampler.StepsCommitted, run.Record.GenerationNumber, detail);
        return run.Write(run.Record with { Events = [.. run.Record.Events.TakeLast(EventsKept - 1), happened] });
    }

    [LoggerMessage("{Run}: {Kind} {Trainer}. {Detail}")]
    private partial void LogEvent(LogLevel level, string run, RunEventKind kind, string trainer, string detail);
}
