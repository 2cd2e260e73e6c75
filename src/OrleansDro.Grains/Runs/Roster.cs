using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Runs;

/// <summary>The trainers that a run has heard of, and their leases.</summary>
internal sealed class Roster(TimeProvider clock)
{
    /// <summary>
    /// How long a trainer may say nothing. It speaks five times a second; a collector's pause or a busy processor must not look like a death, and a death must be found within
    /// two seconds.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(1.5);

    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Takes a trainer in.</summary>
    public void Enlist(TrainerId trainer) => EntryOf(trainer).Heard = clock.GetTimestamp();

    /// <summary>Takes in a member of which the run knows from its record, and from which it has yet to hear.</summary>
    public void Expect(GenerationMember member)
    {
        Enlist(member.Trainer);
        var entry = EntryOf(member.Trainer);
        (entry.IsExpected, entry.Kind) = (true, member.Kind);
    }

    /// <summary>Takes a report.</summary>
    public void Hear(TrainerReport report)
    {
        var entry = EntryOf(report.Trainer);
        if (entry.Report?.Step != report.Step || entry.Report.Stage != report.Stage)
        {
            entry.StepReached = clock.GetTimestamp();
        }

        (entry.Report, entry.Heard, entry.Kind) = (report, clock.GetTimestamp(), report.Fingerprint?.Kind ?? entry.Kind);
        entry.MustForget &= report.Stage is TrainerStage.Ready or TrainerStage.Leaving;
    }

    /// <summary>The latest report of a trainer, or null.</summary>
    public TrainerReport? ReportOf(TrainerId trainer) => _entries.GetValueOrDefault(trainer.ToString())?.Report;

    /// <summary>What a trainer's replica has become, once it has taken the last step of an attempt; null before.</summary>
    public TrainerSummary? OutcomeOf(TrainerId trainer, long attempt) =>
        ReportOf(trainer) is { } report && report.Attempt == attempt && !MustForget(trainer) ? report.Finished : null;

    /// <summary>Whether a trainer was refused.</summary>
    public bool IsRefused(TrainerId trainer) => _entries.GetValueOrDefault(trainer.ToString())?.IsRefused == true;

    /// <summary>Refuses a trainer: it cannot work on the run.</summary>
    public void Refuse(TrainerId trainer) => EntryOf(trainer).IsRefused = true;

    /// <summary>Whether a trainer has to give its state up.</summary>
    public bool MustForget(TrainerId trainer) => _entries.GetValueOrDefault(trainer.ToString())?.MustForget == true;

    /// <summary>Has a trainer give its state up.</summary>
    public void Distrust(TrainerId trainer) => EntryOf(trainer).MustForget = true;

    /// <summary>
    /// Has those give their state up who are no members, lack committed steps and have not got ahead for a lease: whoever could have shown them the gradients is gone.
    /// </summary>
    /// <param name="current">The generation that works, or null.</param>
    /// <param name="stepsCommitted">Committed steps.</param>
    public void DistrustLeftBehind(Generation? current, long stepsCommitted)
    {
        foreach (var entry in _entries.Values.Where(IsAlive))
        {
            if (entry.Report is { Stage: TrainerStage.Ready } report && !Candidate.IsCurrent(report.Step, stepsCommitted) && current?.Find(entry.Trainer) is null
                && clock.GetElapsedTime(entry.StepReached) > Lease)
            {
                entry.MustForget = true;
            }
        }
    }

    /// <summary>
    /// Has members give their state up whose step cannot be taken again, where no member is ahead of them: whoever could have shown them the gradient is gone.
    /// </summary>
    /// <param name="generations">The latest generations.</param>
    public void DistrustStranded(IReadOnlyList<Generation> generations)
    {
        var stranded = _entries.Values.Where(IsStranded).ToArray();
        foreach (var entry in stranded.Where(entry => Generation.InCharge(generations, entry.Report!.Step) is { } generation && !generation.Members.Any(IsAhead)))
        {
            entry.MustForget = true;
        }

        bool IsStranded(Entry entry) => IsAlive(entry) && entry.Report is { Stage: TrainerStage.Ready or TrainerStage.Leaving, IsStepPast: true };

        bool IsAhead(GenerationMember member) => _entries.GetValueOrDefault(member.Trainer.ToString()) is { MustForget: false } entry && IsAlive(entry)
            && (entry.Report is { } report ? report is { Stage: TrainerStage.Ready or TrainerStage.Leaving, IsStepPast: false } : entry.IsExpected);
    }

    /// <summary>The trainers whose leases have not expired and that were not refused.</summary>
    /// <param name="attempt">The present attempt; a state of another one counts as none.</param>
    public Candidate[] Candidates(long attempt) =>
    [
        .. _entries.Values.Where(IsAlive).Select(entry =>
        {
            var stage = entry.Report?.Stage ?? (entry.IsExpected ? TrainerStage.Ready : TrainerStage.Preparing);
            var isOld = entry.MustForget || (entry.Report is { } report && report.Attempt != attempt);
            return new Candidate(entry.Trainer, stage is TrainerStage.Ready or TrainerStage.Leaving && isOld ? TrainerStage.Prepared : stage, entry.Report?.Step ?? 0, entry.Kind);
        }),
    ];

    /// <summary>The trainers that were refused.</summary>
    public IEnumerable<TrainerId> Refused => _entries.Values.Where(entry => entry.IsRefused).Select(entry => entry.Trainer);

    /// <summary>Forgets trainers that have said nothing for long. Those that were refused are kept: they would be tried, and refused, again and again.</summary>
    public void ForgetSilent()
    {
        foreach (var silent in _entries.Where(entry => !entry.Value.IsRefused && clock.GetElapsedTime(entry.Value.Heard) > 20 * Lease).Select(entry => entry.Key).ToArray())
        {
            _entries.Remove(silent);
        }
    }

    private bool IsAlive(Entry entry) => !entry.IsRefused && clock.GetElapsedTime(entry.Heard) <= Lease;

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

        public TrainerReport? Report { get; set; }

        public string? Kind { get; set; }

        public long Heard { get; set; }

        public long StepReached { get; set; }

        public bool IsExpected { get; set; }

        public bool IsRefused { get; set; }

        public bool MustForget { get; set; }
    }
}
