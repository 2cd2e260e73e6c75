using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Cases;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// The run's cases by id, and the way of a change: a trainer opens new cases before the sampler may draw them; the others do when they are drawn. A change that is refused
/// leaves no trace.
/// </summary>
internal sealed class CaseChanges(CaseLabels labels, Func<string[], Task<OpenedCases>> open, ISamplerGrain sampler)
{
    private readonly HashSet<int> _removed = [];
    private Task _latest = Task.CompletedTask;

    /// <summary>What all cases are called; added and removed ones included.</summary>
    public CaseLabels Labels { get; private set; } = labels;

    /// <summary>Has a change take effect.</summary>
    /// <returns>The change with its step.</returns>
    /// <exception cref="KeyNotFoundException">There is no such case.</exception>
    /// <exception cref="ArgumentException">The change is not complete, or its step is drawn already.</exception>
    /// <exception cref="InvalidOperationException">Nothing can be added to the data set.</exception>
    public Task<CaseChange> Ask(CaseChange change)
    {
        // Indices are given in the order of the requests, so that one must end before the next.
        var answer = AskAfter(_latest, change);
        _latest = answer;
        return answer;
    }

    /// <summary>Repeats a change of a run that was recorded, before it trains.</summary>
    /// <returns>The change as the sampler needs it.</returns>
    /// <exception cref="KeyNotFoundException">There is no such case.</exception>
    /// <exception cref="ArgumentException">The change is not complete.</exception>
    public async Task<ScheduledChange> Replay(CaseChange change)
    {
        _ = change.Step ?? throw new ArgumentException("It names no step.");
        var prepared = await Prepare(change);
        Learn(prepared);
        return prepared;
    }

    /// <summary>Takes note of a change that takes effect.</summary>
    public void Learn(ScheduledChange change)
    {
        if (change.Labels is { } labels)
        {
            Labels = Labels.Add(labels);
        }
        else if (change.Change.Kind == CaseChangeKind.Remove)
        {
            _removed.UnionWith(change.Cases);
        }
    }

    private async Task<CaseChange> AskAfter(Task previous, CaseChange change)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var prepared = await Prepare(change);
        var scheduled = await sampler.Schedule(prepared);
        Learn(prepared);
        return scheduled;
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

    private int IndexOf(string id) => Find(id) ?? throw new KeyNotFoundException($"The run has no case '{id}'.");

    private int? Find(string id) => Labels.Find(id) is { } index && !_removed.Contains(index) ? index : null;
}
