using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Sampling.Changes;
using OrleansDro.Learning;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// The run's cases by id, and the way of a change: a trainer opens new cases before the sampler may draw them; the others do when they are drawn. A change that is refused
/// leaves no trace.
/// </summary>
internal sealed class CaseChanges(CaseLabels labels, Func<string[], Task<OpenedCases>> open, ISamplerGrain sampler)
{
    private readonly HashSet<int> _removed = [];
    private readonly Dictionary<Guid, CaseChange> _made = [];
    private Task _latest = Task.CompletedTask;

    /// <summary>What all cases are called; added and removed ones included.</summary>
    public CaseLabels Labels { get; private set; } = labels;

    /// <summary>Has a change take effect.</summary>
    /// <param name="change">The change.</param>
    /// <param name="request">What tells this request from others; one that was made before gets the same answer.</param>
    /// <returns>The change with its step.</returns>
    /// <exception cref="KeyNotFoundException">There is no such case.</exception>
    /// <exception cref="ArgumentException">The change is not complete, or its step is drawn already.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be added to the data set.</exception>
    public Task<CaseChange> Ask(CaseChange change, Guid? request)
    {
        // Indices are given in the order of the requests, so that one must end before the next.
        var answer = AskAfter(_latest, change, request);
        _latest = answer;
        return answer;
    }

    /// <summary>Repeats the changes of a run that was recorded, before this one trains.</summary>
    /// <returns>The changes as the sampler needs them.</returns>
    /// <exception cref="InvalidInputException">One of them cannot be repeated.</exception>
    public async Task<IReadOnlyList<ScheduledChange>> Replay(IReadOnlyList<CaseChange> changes)
    {
        var scheduled = new List<ScheduledChange>();
        foreach (var change in changes)
        {
            try
            {
                scheduled.Add(await Repeat(change, scheduled));
            }
            catch (Exception exception) when (exception is KeyNotFoundException or ArgumentException or InvalidOperationException)
            {
                throw new InvalidInputException($"The recorded change of the cases {string.Join(", ", change.Ids)} at step {change.Step} cannot be repeated: {exception.Message}", exception);
            }
        }

        return scheduled;
    }

    /// <summary>Takes note of changes that were scheduled before.</summary>
    public void Learn(IEnumerable<ScheduledChange> changes)
    {
        foreach (var change in changes)
        {
            Learn(change);
        }
    }

    private async Task<CaseChange> AskAfter(Task previous, CaseChange change, Guid? request)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (request is { } asked && _made.TryGetValue(asked, out var made))
        {
            return made;
        }

        var prepared = await Prepare(change) with { Request = request };
        var scheduled = await sampler.Schedule(prepared);
        Learn(prepared with { Change = scheduled });
        return scheduled;
    }

    private async Task<ScheduledChange> Repeat(CaseChange change, IEnumerable<ScheduledChange> before)
    {
        _ = change.Step ?? throw new ArgumentException("It names no step.");
        var prepared = await Prepare(change);
        var earliest = ChangeOrder.EarliestStep(before, prepared);
        if (change.Step < earliest)
        {
            throw new ArgumentException($"It cannot come before step {earliest}, the step of an earlier change in the record.");
        }

        Learn(prepared);
        return prepared;
    }

    private async Task<ScheduledChange> Prepare(CaseChange change)
    {
        if (change.Ids.Count == 0 || change.Ids.Distinct().Count() < change.Ids.Count)
        {
            throw new ArgumentException("A change names one or more cases, each once.");
        }

        if (change.Kind == CaseChangeKind.Quarantine && string.IsNullOrWhiteSpace(change.Reason))
        {
            throw new ArgumentException("To quarantine cases takes a reason.");
        }

        return change.Kind == CaseChangeKind.Add ? await Open(change) : new ScheduledChange(change, [.. change.Ids.Select(IndexOf)]);
    }

    private async Task<ScheduledChange> Open(CaseChange change)
    {
        if (change.Ids.FirstOrDefault(id => Find(id) is not null) is { } known)
        {
            throw new ArgumentException($"The run has the case '{known}' already.");
        }

        var opened = await open([.. change.Ids]);
        if (opened.Problem is { } problem)
        {
            throw opened.IsExtensible ? new KeyNotFoundException(problem) : new InvalidOperationException(problem);
        }

        return new ScheduledChange(change, [.. Enumerable.Range(Labels.Count, change.Ids.Count)], opened.Labels);
    }

    private void Learn(ScheduledChange change)
    {
        if (change.Request is { } request)
        {
            _made[request] = change.Change;
        }

        if (change.Labels is { } labels)
        {
            Labels = Labels.Add(labels);
        }
        else if (change.Change.Kind == CaseChangeKind.Remove)
        {
            _removed.UnionWith(change.Cases);
        }
    }

    private int IndexOf(string id) => Find(id) ?? throw new KeyNotFoundException($"The run has no case '{id}'.");

    private int? Find(string id) => Labels.Find(id) is { } index && !_removed.Contains(index) ? index : null;
}
