using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Sampling.Changes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// The run's cases by id, and the changes of them. One trainer opens new cases before the sampler may draw them; the other trainers open them when they are drawn. A change
/// that is refused has no effect.
/// </summary>
internal sealed class CaseChanges(CaseLabels labels, Func<string[], Task<OpenedCases>> open, ISamplerGrain sampler)
{
    private readonly HashSet<int> _removed = [];
    private readonly Dictionary<Guid, CaseChange> _byRequest = [];
    private Task _latest = Task.CompletedTask;

    /// <summary>The labels of all cases, including added and removed ones.</summary>
    public CaseLabels Labels { get; private set; } = labels;

    /// <summary>Schedules a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="request">Identifies the request: a repeated one gets the answer of the first. Null if it is not repeated.</param>
    /// <returns>The change with its step.</returns>
    /// <exception cref="KeyNotFoundException">There is no such case.</exception>
    /// <exception cref="ArgumentException">The change is not complete, or its step is drawn already.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be added to the data set.</exception>
    public Task<CaseChange> Schedule(CaseChange change, Guid? request)
    {
        // Cases get their indices in the order of the requests, so one request must end before the next one starts.
        var answer = ScheduleAfter(_latest, change, request);
        _latest = answer;
        return answer;
    }

    /// <summary>Prepares the recorded changes of another run for this one, which repeats them.</summary>
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

    /// <summary>Applies changes that were scheduled before to the labels.</summary>
    public void Apply(IEnumerable<ScheduledChange> changes)
    {
        foreach (var change in changes)
        {
            Apply(change);
        }
    }

    private async Task<CaseChange> ScheduleAfter(Task previous, CaseChange change, Guid? request)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (request is { } asked && _byRequest.TryGetValue(asked, out var made))
        {
            return made;
        }

        var prepared = await Prepare(change) with { Request = request };
        var scheduled = await sampler.Schedule(prepared);
        Apply(prepared with { Change = scheduled });
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

        Apply(prepared);
        return prepared;
    }

    private async Task<ScheduledChange> Prepare(CaseChange change)
    {
        if (change.Ids.Count == 0 || change.Ids.Distinct().Count() < change.Ids.Count)
        {
            throw new ArgumentException("A change must name one or more cases, each once.");
        }

        if (change.Kind == CaseChangeKind.Quarantine && string.IsNullOrWhiteSpace(change.Reason))
        {
            throw new ArgumentException("Quarantining cases requires a reason.");
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

    private void Apply(ScheduledChange change)
    {
        if (change.Request is { } request)
        {
            _byRequest[request] = change.Change;
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
