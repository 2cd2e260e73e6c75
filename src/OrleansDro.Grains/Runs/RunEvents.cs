using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Training;

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
        LogEvent(run.Name, kind, trainer?.ToString() ?? "-", detail);
        var happened = new RunEvent(clock.GetUtcNow(), kind, trainer, sampler.StepsCommitted, run.Record.GenerationNumber, detail);
        return run.Write(run.Record with { Events = [.. run.Record.Events.TakeLast(EventsKept - 1), happened] });
    }

    [LoggerMessage(LogLevel.Information, "{Run}: {Kind} {Trainer}. {Detail}")]
    private partial void LogEvent(string run, RunEventKind kind, string trainer, string detail);
}
