using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Data;

/// <summary>The training cases of a run, as one of its trainers has opened them: those of the data set, and those that were added later, which are opened when one is drawn.</summary>
internal sealed class TrainingCases(IDataSet dataSet, ISamplerGrain sampler, CancellationToken cancellation)
{
    private readonly GrowingCaseSource _source = new(dataSet.Training);
    private int _opened;

    /// <summary>The task of the data set.</summary>
    public TaskDescription Description => dataSet.Task;

    /// <summary>The cases that are open.</summary>
    public ICaseSource Source => _source;

    /// <summary>Opens added cases until at least the given number of cases is open.</summary>
    /// <exception cref="InvalidOperationException">The run has fewer cases.</exception>
    /// <exception cref="InvalidInputException">An added case cannot be opened here.</exception>
    public async Task EnsureOpened(int count)
    {
        if (_source.Cases.Count >= count)
        {
            return;
        }

        var additions = (await RetryUntilAnswered.Call(sampler.GetChanges, cancellation)).Where(change => change.Change.Kind == CaseChangeKind.Add).Skip(_opened);
        foreach (var addition in additions)
        {
            _source.Add(await Task.Run(() => ((IExtensibleDataSet)dataSet).OpenTrainingCases([.. addition.Change.Ids]), cancellation));
            _opened++;
        }

        if (_source.Cases.Count < count)
        {
            throw new InvalidOperationException($"Case {count - 1} was drawn, but the run has {_source.Cases.Count} cases.");
        }
    }
}
