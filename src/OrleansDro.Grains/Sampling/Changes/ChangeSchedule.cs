using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling.Changes;

/// <summary>
/// The changes of a run's cases, and the first step at which a new one can take effect. A step is drawn only after the changes that it sees are in durable storage,
/// because a sampler that repeats the step on another silo must see them too.
/// </summary>
/// <param name="changes">The changes so far, each with its step.</param>
internal sealed class ChangeSchedule(IEnumerable<ScheduledChange> changes)
{
    private readonly List<ScheduledChange> _changes = [.. changes];
    private Task _recorded = Task.CompletedTask;

    /// <summary>All changes so far, in the order in which they were requested.</summary>
    public IReadOnlyList<ScheduledChange> All => [.. _changes];

    /// <summary>The first step that is not drawn yet.</summary>
    public long NextDraw { get; private set; }

    /// <summary>The changes that take effect at a step.</summary>
    public ScheduledChange[] At(long step) => [.. _changes.Where(scheduled => scheduled.Change.Step == step)];

    /// <summary>How many cases later steps quarantine or remove. An upper bound: a case of two such changes counts twice.</summary>
    public int PendingExclusions => _changes
        .Where(scheduled => scheduled.Change.Step >= NextDraw && scheduled.Change.Kind is CaseChangeKind.Quarantine or CaseChangeKind.Remove)
        .Sum(scheduled => scheduled.Cases.Length);

    /// <summary>Adds a change.</summary>
    /// <param name="change">The change, with a step that is not drawn yet.</param>
    /// <param name="record">Writes all changes to durable storage.</param>
    /// <returns>A task that ends when the change is durable.</returns>
    public Task Add(ScheduledChange change, Func<Task> record)
    {
        _changes.Add(change);
        return _recorded = RecordAfter(_recorded);

        async Task RecordAfter(Task earlier)
        {
            await earlier;
            await record();
        }
    }

    /// <summary>The change of a request, after it is durable; null if there is none.</summary>
    public async Task<ScheduledChange?> FindRecorded(Guid request)
    {
        if (_changes.Find(scheduled => scheduled.Request == request) is not { } made)
        {
            return null;
        }

        await _recorded;
        return made;
    }

    /// <summary>Accepts no more changes for a step or earlier ones.</summary>
    /// <returns>A task that ends when all accepted changes are durable.</returns>
    public Task CloseUntil(long step)
    {
        NextDraw = Math.Max(NextDraw, step + 1);
        return _recorded;
    }
}
