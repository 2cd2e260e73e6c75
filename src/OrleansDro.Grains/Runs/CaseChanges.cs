using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Sampling;
using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Runs;

/// <summary>
/// The run's cases by id, and the way of a change: new cases are opened by every trainer before the sampler may draw them.
/// </summary>
internal sealed class CaseChanges(IEnumerable<CaseLabel> labels, IReadOnlyList<ITrainerGrain> trainers, ISamplerGrain sampler) : IDisposable
{
    private readonly List<CaseLabel> _labels = [.. labels];
    private readonly Dictionary<string, int> _indices = labels.Select((label, index) => (label.Id, index)).ToDictionary();

    // Indices are given in the order of the requests, so that one must end before the next.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Ids and groups of all cases, by index; added and removed ones included.</summary>
    public IReadOnlyList<CaseLabel> Labels => _labels;

    /// <summary>The index of a case.</summary>
    /// <exception cref="KeyNotFoundException">The run has no such case.</exception>
    public int IndexOf(string id) => _indices.TryGetValue(id, out var index) ? index : throw new KeyNotFoundException($"The run has no case '{id}'.");

    /// <summary>Has a change take effect.</summary>
    /// <returns>The change with its step.</returns>
    public async Task<CaseChange> Ask(CaseChange change)
    {
        await _turn.WaitAsync();
        try
        {
            return await sampler.Schedule(await Resolve(change));
        }
        finally
        {
            _turn.Release();
        }
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
                foreach (var id in change.Ids)
                {
                    _indices.Remove(id);
                }

                return new ScheduledChange(change, removed);
            default:
                return new ScheduledChange(change, [.. change.Ids.Select(IndexOf)]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<int[]> Add(string[] ids)
    {
        if (Array.Find(ids, _indices.ContainsKey) is { } known)
        {
            throw new ArgumentException($"The run has the case '{known}' already.", nameof(ids));
        }

        var opened = await Task.WhenAll(trainers.Select(trainer => trainer.OpenCases(ids)));
        if (opened.FirstOrDefault(reply => reply.Problem is not null)?.Problem is { } problem)
        {
            throw new KeyNotFoundException(problem);
        }

        await Task.WhenAll(trainers.Select(trainer => trainer.TakeInCases()));
        var first = _labels.Count;
        _labels.AddRange(opened[0].Labels);
        for (var i = first; i < _labels.Count; i++)
        {
            _indices[_labels[i].Id] = i;
        }

        return [.. Enumerable.Range(first, ids.Length)];
    }
}
