using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Cases;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// The run's cases by id, and the way of a change: new cases are opened by every trainer before the sampler may draw them.
/// </summary>
internal sealed class CaseChanges(CaseLabels labels, IReadOnlyList<ITrainerGrain> trainers, ISamplerGrain sampler)
{
    private readonly HashSet<int> _removed = [];

    private Task _latest = Task.CompletedTask;

    /// <summary>What all cases are called; added and removed ones included.</summary>
    public CaseLabels Labels { get; private set; } = labels;

    /// <summary>Has a change take effect.</summary>
    /// <returns>The change with its step.</returns>
    public Task<CaseChange> Ask(CaseChange change)
    {
        // Indices are given in the order of the requests, so that one must end before the next.
        var answer = AskAfter(_latest, change);
        _latest = answer;
        return answer;
    }

    /// <summary>Finds the cases of a change, opens those that are to be added, and takes note of those that are removed.</summary>
    /// <exception cref="KeyNotFoundException">There is no such case.</exception>
    /// <exception cref="ArgumentException">The change is not complete.</exception>
    public async Task<ScheduledChange> Resolve(CaseChange change)
    {
        if (change.Ids.Count == 0 || change.Ids.Distinct().Count() < change.Ids.Count)
        {
            throw new ArgumentException("A change names one or more cases, each once.", nameof(change));
        }

        switch (change.Kind)
        {
            case CaseChangeKind.Add:
                return new ScheduledChange(change, await Add([.. change.Ids]));
            case CaseChangeKind.Quarantine when string.IsNullOrWhiteSpace(change.Reason):
                throw new ArgumentException("To quarantine cases takes a reason.", nameof(change));
            case CaseChangeKind.Remove:
                int[] removed = [.. change.Ids.Select(IndexOf)];
                _removed.UnionWith(removed);
                return new ScheduledChange(change, removed);
            default:
                return new ScheduledChange(change, [.. change.Ids.Select(IndexOf)]);
        }
    }

    private async Task<CaseChange> AskAfter(Task previous, CaseChange change)
    {
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return await sampler.Schedule(await Resolve(change));
    }

    private async Task<int[]> Add(string[] ids)
    {
        if (Array.Find(ids, id => Find(id) is not null) is { } known)
        {
            throw new ArgumentException($"The run has the case '{known}' already.", nameof(ids));
        }

        var opened = await Task.WhenAll(trainers.Select(trainer => trainer.OpenCases(ids)));
        if (opened.FirstOrDefault(reply => reply.Problem is not null)?.Problem is { } problem)
        {
            throw new KeyNotFoundException(problem);
        }

        await Task.WhenAll(trainers.Select(trainer => trainer.TakeInCases()));
        var first = Labels.Count;
        Labels = Labels.Add(opened[0].Labels);
        return [.. Enumerable.Range(first, ids.Length)];
    }

    private int IndexOf(string id) => Find(id) ?? throw new KeyNotFoundException($"The run has no case '{id}'.");

    private int? Find(string id) => Labels.Find(id) is { } index && !_removed.Contains(index) ? index : null;
}
