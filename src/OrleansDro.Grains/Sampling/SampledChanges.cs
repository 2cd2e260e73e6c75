using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling;

/// <summary>
/// The changes of a run's cases, and from which step on new ones can take effect. No step is drawn before the changes that it sees are on record: a sampler that
/// comes up elsewhere must see them too.
/// </summary>
/// <param name="changes">The changes so far, each with its step.</param>
internal sealed class SampledChanges(IEnumerable<ScheduledChange> changes)
{
    private readonly List<ScheduledChange> _changes = [.. changes];
    private Task _recorded = Task.CompletedTask;

    /// <summary>All changes so far, in the order in which they were asked for.</summary>
    public IReadOnlyList<ScheduledChange> All => [.. _changes];

    /// <summary>The first step whose draws are not made.</summary>
    public long NextDraw { get; private set; }

    /// <summary>The changes that take effect at a step.</summary>
    public ScheduledChange[] At(long step) => [.. _changes.Where(scheduled => scheduled.Change.Step == step)];

    /// <summary>How many cases are going to be set aside; with caution, as one that is set aside twice counts twice.</summary>
    public int ToBeSetAside => _changes
        .Where(scheduled => scheduled.Change.Step >= NextDraw && scheduled.Change.Kind is CaseChangeKind.Quarantine or CaseChangeKind.Remove)
        .Sum(scheduled => scheduled.Cases.Length);

    /// <summary>Adds a change.</summary>
    /// <param name="change">The change, with a step that is not drawn yet.</param>
    /// <param name="record">Puts all changes on record.</param>
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

    /// <summary>The change that a request has made, once it is on record; null where there is none.</summary>
    public async Task<ScheduledChange?> FindRecorded(Guid request)
    {
        if (_changes.Find(scheduled => scheduled.Request == request) is not { } made)
        {
            return null;
        }

        await _recorded;
        return made;
    }

    /// <summary>Takes no more changes for a step or those before it; ends when all that were taken are on record.</summary>
    public Task CloseUntil(long step)
    {
        NextDraw = Math.Max(NextDraw, step + 1);
        return _recorded;
    }
}
