using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Attempts;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Grains.Scheduling.Placement;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// Draws each step's cases from the losses as of an earlier step, and commits the steps in order. What it needs to recover on this or another silo is durable
/// before anybody else sees it: the checkpoints, the journal of losses, the changes of the cases.
/// </summary>
[Reentrant, RequireRole(NodeRoles.Control)]
internal sealed partial class SamplerGrain : Grain, ISamplerGrain
{
    private readonly ILogger<SamplerGrain> _logger;
    private readonly GrainStateStore _storage;
    private readonly AttemptCheckpoints _checkpoints;
    private readonly AttemptStarter _starter;
    private readonly CurrentAttempt _current = new();
    private readonly DrawService _draws;
    private readonly LossIntake _losses;
    private readonly ChangeScheduler _changes;
    private readonly SnapshotService _snapshots;
    private Task _starting = Task.CompletedTask;

    /// <summary>Creates the grain.</summary>
    public SamplerGrain(CheckpointStore checkpoints, GrainStateStores storages, SamplingMetrics metrics, TimeProvider clock, ILogger<SamplerGrain> logger)
    {
        _logger = logger;
        _storage = storages.Of(this.GetGrainId());
        _checkpoints = new AttemptCheckpoints(checkpoints);
        _starter = new AttemptStarter(_storage, _checkpoints, clock);
        _draws = new DrawService(_current);
        _losses = new LossIntake(_current, metrics);
        _changes = new ChangeScheduler(_current);
        _snapshots = new SnapshotService(_current);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await _starter.Resume() is { } started)
        {
            var start = started.Attempt.Record.Start;
            LogRecovers(start.Spec.Name, start.Attempt);
            Run(started);
        }
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Abort();
        if (reason.ReasonCode == DeactivationReasonCode.ActivationIdle && _current.Attempt?.Sequence is { } sequence)
        {
            await sequence.Shards.Release();
        }
    }

    public async Task<StateSource> Start(SamplerStart start)
    {
        // One start at a time: a run that repeats its request gets the same answer.
        while (!_starting.IsCompleted)
        {
            await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        if (_current.Attempt is not { } present || present.Record.Start.Attempt < start.Attempt)
        {
            var starting = StartAttempt(start);
            _starting = starting;
            await starting;
        }

        return (await _current.WaitUntilReady()).Attempt.Record.Source;
    }

    public Task<DrawReply> Draw(long step) => _draws.Draw(step);

    public Task Report(LossReport report) => _losses.Report(report);

    public async Task TrimJournal(long stepsCommitted)
    {
        var (attempt, _) = await _current.WaitUntilReady();
        var first = attempt.Record.JournalFrom;
        if (stepsCommitted > first)
        {
            await attempt.Journal.Delete(first, stepsCommitted);
            await attempt.Update(record => record with { JournalFrom = stepsCommitted });
        }
    }

    public async Task RequestStop()
    {
        var (attempt, sequence) = await _current.WaitUntilReady();
        await attempt.StopAfterIssued(sequence.Committed);
        _current.NotifyChanged();
        attempt.NotifyWork();
    }

    public async Task EndAfter(long step)
    {
        var (attempt, sequence) = await _current.WaitUntilReady();
        await attempt.EndAfter(Math.Max(step, sequence.Committed));
        _current.NotifyChanged();
        attempt.NotifyWork();
    }

    public Task Abort()
    {
        _current.Attempt?.Abort();
        _current.NotifyChanged();
        return Task.CompletedTask;
    }

    public Task<SamplerProgress> GetProgress()
    {
        var (attempt, sequence) = (_current.Attempt, _current.Attempt?.Sequence);
        var (reason, words) = (_storage.IsUnavailable, attempt) switch
        {
            (true, _) => (WaitReason.Storage, "the storage to answer"),
            (_, { IsRecovering: true }) => (WaitReason.Recovering, "the sampler to repeat the steps since the latest checkpoint"),
            (_, { WaitingFor: { } losses }) => (WaitReason.Losses, losses),
            _ => (WaitReason.None, null),
        };
        return Task.FromResult(new SamplerProgress(
            (sequence?.Committed ?? -1) + 1, reason, words, sequence?.Statistics, attempt?.Record.LastStep ?? -1, sequence?.Ledger));
    }

    public Task<IReadOnlyList<LossStatistics>> GetStatistics(long after) => Task.FromResult(_current.Attempt?.Sequence?.StatisticsAfter(after) ?? []);

    public Task<SamplerSnapshot?> GetSnapshot(long step) => _snapshots.GetSnapshot(step);

    public Task<SamplerSnapshot?> GetSnapshotOutline(long step) => _snapshots.GetOutline(step);

    public Task<ShardSnapshot?> GetSnapshotCases(long step, int first, int count) => Task.FromResult(_snapshots.GetCases(step, first, count));

    public Task<SamplerHistory> GetHistory() => _snapshots.GetHistory();

    public Task<CaseBlocks?> GetBlocks() => Task.FromResult(_current.Attempt?.Record.Start.Blocks);

    public Task<CaseChange> Schedule(ScheduledChange change) => _changes.Schedule(change);

    public Task<IReadOnlyList<ScheduledChange>> GetChanges() => Task.FromResult(_current.Attempt?.Changes.All ?? []);

    private async Task StartAttempt(SamplerStart start) => Run(await _starter.Start(start, _current.Attempt));

    private void Run(StartedAttempt started)
    {
        var attempt = started.Attempt;

        // A run that trains calls its sampler all the time. After its end a request is answered from the latest checkpoint. Without one, all steps would have to be repeated.
        DelayDeactivation(attempt.Record.Start.CheckpointRoot is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero);
        var recovery = new AttemptRecovery(started, _checkpoints, async shards => await ShardSet.Start(GrainFactory, attempt.Spec.Name, shards));
        _current.Replace(attempt);
        attempt.Run(new CommitLoop(attempt, recovery, _current, _logger).Run);
    }

    [LoggerMessage(EventId = 2000, Level = LogLevel.Information, Message = "The sampler of run {Run} started on this silo and recovers attempt {Attempt}.")]
    private partial void LogRecovers(string run, long attempt);
}
