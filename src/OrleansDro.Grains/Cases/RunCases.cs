using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Sampling.Draws;

namespace OrleansDro.Grains.Cases;

/// <summary>A run's training cases: what they are called, questions about them, and changes of them.</summary>
internal sealed class RunCases(DurableRun run, RunSampler sampler, TrainerRegistry registry, IGrainFactory grains)
{
    private CaseChanges? _changes;
    private CaseReader? _reader;

    /// <summary>What all cases of a run that has begun to train are called.</summary>
    public CaseLabels Labels => _changes!.Labels;

    /// <summary>Whether a case is known to belong to a group.</summary>
    public bool HasGroups => _changes?.Labels.HasGroups ?? false;

    private string Recovering => $"The run '{run.Name}' is recovering. Ask again in a moment.";

    /// <summary>Answers questions.</summary>
    /// <exception cref="InvalidOperationException">Nothing is known of the cases yet, or any more.</exception>
    public async Task<CaseReader> GetReader()
    {
        if (_reader is null && run.HasEnded)
        {
            await OpenEnded();
        }

        return _reader ?? throw new InvalidOperationException(run.State switch
        {
            RunState.Unknown => $"The run '{run.Name}' was not started.",
            RunState.Preparing => $"The run '{run.Name}' has not begun to train: it is reading its data. Ask again when its state is 'training'.",
            RunState.Training or RunState.Evaluating => Recovering,
            _ => $"The run '{run.Name}' ended before it began to train, so nothing is known of its cases.",
        });
    }

    /// <inheritdoc cref="IRunGrain.ChangeCases"/>
    public Task<CaseChange> Change(CaseChange change, Guid? request) => (run.State, _changes) switch
    {
        (RunState.Training, not null) => _changes.Ask(change, request),

        // The request may have been heard before the silo was lost: who made it is to make it again.
        (RunState.Training, null) => throw new TimeoutException(Recovering),
        _ => throw new InvalidOperationException($"The cases of the run '{run.Name}' cannot be changed: it is not training."),
    };

    /// <inheritdoc cref="IRunGrain.GetChanges"/>
    public async Task<IReadOnlyList<CaseChange>> GetChanges() =>
        run.State is RunState.Unknown or RunState.Preparing ? [] : [.. (await sampler.Grain.GetChanges()).Select(change => change.Change)];

    /// <summary>Prepares changes of cases.</summary>
    /// <param name="labels">What the cases are called with which the run begins, or began.</param>
    public async Task<CaseChanges> Label(CaseLabel[] labels) => new(await Task.Run(() => new CaseLabels(labels)), OpenOnTrainer, sampler.Grain);

    /// <summary>Takes changes and questions from now on: the sampler is there.</summary>
    /// <param name="changes">The changes, which know those that were scheduled before.</param>
    public void Open(CaseChanges changes)
    {
        _changes = changes;
        _reader = new CaseReader(grains, run.Name, () => changes.Labels, SamplingMethod.Of(run.Spec).Options);
    }

    /// <summary>Takes questions about a run that came up after its end.</summary>
    private async Task OpenEnded()
    {
        if (await run.ReadLabels() is not { } labels)
        {
            return;
        }

        var changes = await Label(labels);
        changes.Learn(await sampler.Grain.GetChanges());
        if (run.HasEnded)
        {
            Open(changes);
        }
    }

    private async Task<OpenedCases> OpenOnTrainer(string[] ids)
    {
        var trainer = registry.Candidates(run.Attempt).FirstOrDefault(candidate => registry.LatestHeartbeatOf(candidate.Trainer)?.DataHash is not null)?.Trainer
            ?? throw new InvalidOperationException("No trainer is there that could open the cases. Ask again when one is.");
        return await grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run.Name)).OpenCases(ids);
    }
}
