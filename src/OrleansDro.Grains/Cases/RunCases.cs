using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Sampling.Draws;

namespace OrleansDro.Grains.Cases;

/// <summary>A run's training cases: their labels, queries, and changes.</summary>
internal sealed class RunCases(DurableRun run, RunData data, RunSampler sampler, TrainerRegistry registry, IGrainFactory grains)
{
    private CaseChanges? _changes;
    private CaseReader? _reader;

    /// <summary>The labels of all cases. The run has started to train.</summary>
    public CaseLabels Labels => _changes!.Labels;

    /// <summary>Whether any case has a group.</summary>
    public bool HasGroups => _changes?.Labels.HasGroups ?? false;

    private string Recovering => $"The run '{run.Name}' is recovering. Try again in a few seconds.";

    /// <summary>The reader that answers queries.</summary>
    /// <exception cref="InvalidOperationException">The labels of the cases are not available yet, or not any more.</exception>
    public async Task<CaseReader> GetReader()
    {
        if (_reader is null && run.HasEnded)
        {
            await OpenEndedRun();
        }

        return _reader ?? throw new InvalidOperationException(run.State switch
        {
            RunState.Unknown => $"The run '{run.Name}' was not started.",
            RunState.Preparing => $"The run '{run.Name}' is not training yet: it is reading its data. Try again when its state is 'training'.",
            RunState.Training or RunState.Evaluating => Recovering,
            _ => $"The run '{run.Name}' ended before it started to train, so its cases are unknown.",
        });
    }

    /// <inheritdoc cref="IRunGrain.ChangeCases"/>
    public Task<CaseChange> Change(CaseChange change, Guid? request) => (run.State, _changes) switch
    {
        (RunState.Training, not null) => _changes.Schedule(change, request),

        // The request may have arrived before the silo was lost. The caller has to repeat it.
        (RunState.Training, null) => throw new TimeoutException(Recovering),
        _ => throw new InvalidOperationException($"The cases of the run '{run.Name}' cannot be changed: it is not training."),
    };

    /// <inheritdoc cref="IRunGrain.GetChanges"/>
    public async Task<IReadOnlyList<CaseChange>> GetChanges() =>
        run.State is RunState.Unknown or RunState.Preparing ? [] : [.. (await sampler.Grain.GetChanges()).Select(change => change.Change)];

    /// <summary>Prepares changes of cases.</summary>
    /// <param name="labels">The labels of the cases with which the run starts, or started.</param>
    public async Task<CaseChanges> CreateChanges(CaseLabel[] labels) => new(await Task.Run(() => new CaseLabels(labels)), OpenOnTrainer, sampler.Grain);

    /// <summary>Accepts changes and queries from now on: the sampler is started.</summary>
    /// <param name="changes">The changes, to which those that were scheduled before are applied.</param>
    public void Open(CaseChanges changes)
    {
        _changes = changes;
        _reader = new CaseReader(grains, run.Name, () => changes.Labels, ClassNames, SamplingMethod.Of(run.Spec).Options);
    }

    // A run that was activated after its end asks no trainer for its data.
    private IReadOnlyList<string> ClassNames() => data.Summary?.ClassNames ?? run.Result?.ClassNames ?? [];

    /// <summary>Accepts queries about a run that was activated after its end.</summary>
    private async Task OpenEndedRun()
    {
        if (await run.ReadLabels() is not { } labels)
        {
            return;
        }

        var changes = await CreateChanges(labels);
        changes.Apply(await sampler.Grain.GetChanges());
        if (run.HasEnded)
        {
            Open(changes);
        }
    }

    private async Task<OpenedCases> OpenOnTrainer(string[] ids)
    {
        var trainer = registry.Candidates(run.Attempt).FirstOrDefault(candidate => registry.LatestHeartbeatOf(candidate.Trainer)?.DataHash is not null)?.Trainer
            ?? throw new InvalidOperationException("No trainer is available to open the cases. Try again when one is.");
        return await grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run.Name)).OpenCases(ids);
    }
}
