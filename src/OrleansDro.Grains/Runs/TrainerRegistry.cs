using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>The registered trainers of a run, with their leases and latest heartbeats.</summary>
internal sealed class TrainerRegistry(TimeProvider clock)
{
    /// <summary>
    /// How long a lease lasts without a heartbeat. A trainer sends five a second: a garbage collection or a busy processor must not look like a loss, and a loss must be found within
    /// two seconds.
    /// </summary>
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a trainer that was refused for its node's sake waits before it may try again.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Registers a trainer and starts its lease. One that was refused may try again if its time has come.</summary>
    public void Register(TrainerId trainer)
    {
        var entry = EntryOf(trainer);
        entry.LastHeartbeatAt = clock.GetTimestamp();
        if (entry is { IsRefused: true, RefusedAt: { } refused } && clock.GetElapsedTime(refused) >= RetryDelay)
        {
            (entry.IsRefused, entry.IsRetrying, entry.Heartbeat) = (false, true, null);
        }
    }

    /// <summary>Registers a member that is known from the run's record and has not sent a heartbeat to this activation yet.</summary>
    public void ExpectHeartbeat(GenerationMember member)
    {
        Register(member.Trainer);
        var entry = EntryOf(member.Trainer);
        (entry.IsExpected, entry.Kind) = (true, member.Kind);
    }

    /// <summary>Records a heartbeat and renews the lease.</summary>
    public void RecordHeartbeat(TrainerHeartbeat heartbeat)
    {
        var entry = EntryOf(heartbeat.Trainer);
        if (entry.Heartbeat?.Step != heartbeat.Step || entry.Heartbeat.Stage != heartbeat.Stage)
        {
            entry.StepReachedAt = clock.GetTimestamp();
        }

        (entry.Heartbeat, entry.LastHeartbeatAt, entry.Kind) = (heartbeat, clock.GetTimestamp(), heartbeat.Fingerprint?.Kind ?? entry.Kind);
        entry.IsRetrying &= heartbeat.Stage != TrainerStage.Ready;
        entry.MustDiscardState &= heartbeat.Stage is TrainerStage.Ready or TrainerStage.Leaving;
    }

    /// <summary>The latest heartbeat of a trainer, or null.</summary>
    public TrainerHeartbeat? LatestHeartbeatOf(TrainerId trainer) => Find(trainer)?.Heartbeat;

    /// <summary>The final summary of a trainer, once it has taken the last step of an attempt; null before, or if its state is invalid.</summary>
    public TrainerSummary? FinalSummaryOf(TrainerId trainer, long attempt) =>
        LatestHeartbeatOf(trainer) is { } heartbeat && heartbeat.Attempt == attempt && !MustDiscardState(trainer) ? heartbeat.Finished : null;

    /// <summary>Whether a trainer was refused.</summary>
    public bool IsRefused(TrainerId trainer) => Find(trainer) is { IsRefused: true };

    /// <summary>Refuses a trainer: it cannot work on the run.</summary>
    /// <param name="trainer">The trainer.</param>
    /// <param name="mayRetry">Whether it may register again after <see cref="RetryDelay"/>, as what its node lacks may come back.</param>
    public void Refuse(TrainerId trainer, bool mayRetry = false)
    {
        var entry = EntryOf(trainer);
        (entry.IsRefused, entry.RefusedAt) = (true, mayRetry ? clock.GetTimestamp() : null);
    }

    /// <summary>Forgets the trainers that were refused.</summary>
    public void ForgetRefusals()
    {
        foreach (var refused in _entries.Where(entry => entry.Value.IsRefused).Select(entry => entry.Key).ToArray())
        {
            _entries.Remove(refused);
        }
    }

    /// <summary>Whether a trainer has to discard its state.</summary>
    public bool MustDiscardState(TrainerId trainer) => Find(trainer) is { MustDiscardState: true };

    /// <summary>Invalidates the state of a trainer, which has to discard it.</summary>
    public void InvalidateState(TrainerId trainer) => EntryOf(trainer).MustDiscardState = true;

    /// <summary>
    /// Invalidates the states of trainers that are not members, lag behind the committed steps and made no progress for one lease: no peer still holds the gradients that they need.
    /// </summary>
    /// <param name="current">The present generation, or null.</param>
    /// <param name="stepsCommitted">Committed steps.</param>
    public void InvalidateStatesLeftBehind(Generation? current, long stepsCommitted)
    {
        foreach (var entry in _entries.Values.Where(IsAlive))
        {
            if (entry.Heartbeat is { Stage: TrainerStage.Ready } heartbeat && !Candidate.IsCurrent(heartbeat.Step, stepsCommitted) && current?.Find(entry.Trainer) is null
                && clock.GetElapsedTime(entry.StepReachedAt) > LeaseDuration)
            {
                entry.MustDiscardState = true;
            }
        }
    }

    /// <summary>
    /// Invalidates the states of members whose step cannot be taken again, if no member is ahead of them: no peer still holds the gradient that they need.
    /// </summary>
    /// <param name="generations">The latest generations.</param>
    public void InvalidateStrandedStates(IReadOnlyList<Generation> generations)
    {
        foreach (var entry in _entries.Values.Where(IsStranded).ToArray())
        {
            entry.MustDiscardState = true;
        }

        bool IsStranded(Entry entry) => IsAlive(entry) && entry.Heartbeat is { Stage: TrainerStage.Ready or TrainerStage.Leaving, IsStepPast: true } heartbeat
            && Generation.InCharge(generations, heartbeat.Step) is { } generation && !generation.Members.Any(IsAhead);

        bool IsAhead(GenerationMember member) => Find(member.Trainer) is { MustDiscardState: false } entry && IsAlive(entry)
            && (entry.Heartbeat is { } heartbeat ? heartbeat is { Stage: TrainerStage.Ready or TrainerStage.Leaving, IsStepPast: false } : entry.IsExpected);
    }

    /// <summary>The trainers whose leases have not expired and that were not refused, in an order that stays the same.</summary>
    /// <param name="attempt">The present attempt; a state of another attempt counts as none.</param>
    public Candidate[] Candidates(long attempt) =>
    [
        .. _entries.Values.Where(IsAlive).Select(entry =>
        {
            var stage = entry.Heartbeat?.Stage ?? (entry.IsExpected ? TrainerStage.Ready : TrainerStage.Preparing);
            var isInvalid = entry.MustDiscardState || (entry.Heartbeat is { } heartbeat && heartbeat.Attempt != attempt);
            return new Candidate(entry.Trainer, stage is TrainerStage.Ready or TrainerStage.Leaving && isInvalid ? TrainerStage.Prepared : stage, entry.Heartbeat?.Step ?? 0, entry.Kind);
        }),
    ];

    /// <summary>The trainers that were refused, and those that try again and are not ready yet.</summary>
    public IEnumerable<TrainerId> Refused => _entries.Values.Where(entry => entry.IsRefused || entry.IsRetrying).Select(entry => entry.Trainer);

    /// <summary>Removes the trainers that died while they tested the run's network.</summary>
    /// <param name="hasDied">Whether a trainer whose lease has expired is dead, and not only slow.</param>
    /// <returns>Whether there were any.</returns>
    public bool RemoveDeadInTest(Func<TrainerId, bool> hasDied)
    {
        var lost = _entries.Where(entry => entry.Value is { IsRefused: false, Heartbeat.IsTesting: true } && !IsAlive(entry.Value) && hasDied(entry.Value.Trainer)).Select(entry => entry.Key).ToArray();
        Array.ForEach(lost, trainer => _entries.Remove(trainer));
        return lost.Length > 0;
    }

    /// <summary>Removes trainers that have sent no heartbeat for 20 leases. Refused trainers stay, because the run would try and refuse them again.</summary>
    public void RemoveExpired()
    {
        foreach (var expired in _entries.Where(entry => !entry.Value.IsRefused && clock.GetElapsedTime(entry.Value.LastHeartbeatAt) > 20 * LeaseDuration).Select(entry => entry.Key).ToArray())
        {
            _entries.Remove(expired);
        }
    }

    private bool IsAlive(Entry entry) => !entry.IsRefused && clock.GetElapsedTime(entry.LastHeartbeatAt) <= LeaseDuration;

    private Entry? Find(TrainerId trainer) => _entries.GetValueOrDefault(trainer.ToString());

    private Entry EntryOf(TrainerId trainer)
    {
        var key = trainer.ToString();
        if (!_entries.TryGetValue(key, out var entry))
        {
            _entries[key] = entry = new Entry(trainer);
        }

        return entry;
    }

    private sealed class Entry(TrainerId trainer)
    {
        public TrainerId Trainer => trainer;

        public TrainerHeartbeat? Heartbeat { get; set; }

        public string? Kind { get; set; }

        public long LastHeartbeatAt { get; set; }

        /// <summary>Timestamp of the heartbeat that first reported the present step and stage.</summary>
        public long StepReachedAt { get; set; }

        public bool IsExpected { get; set; }

        public bool IsRefused { get; set; }

        /// <summary>When it was refused, if it may try again; else null.</summary>
        public long? RefusedAt { get; set; }

        public bool IsRetrying { get; set; }

        public bool MustDiscardState { get; set; }
    }
}
