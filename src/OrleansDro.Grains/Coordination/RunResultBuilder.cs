using OrleansDro.Abstractions;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Sampling;
using OrleansDro.Grains.Validation;

namespace OrleansDro.Grains.Coordination;

/// <summary>Collects the parts of a run's result from its sampler and a trainer.</summary>
internal sealed class RunResultBuilder(DurableRun run, RunSampler sampler, RunValidation validation, RunCases cases, TrainerRegistry registry, IGrainFactory grains)
{
    private const int PreviewedCases = 6;

    /// <summary>Builds the result.</summary>
    /// <param name="lastStep">The last step.</param>
    /// <param name="summary">The contents of the data set.</param>
    /// <param name="trained">The final summary of the replicas.</param>
    /// <param name="isComplete">Whether the run took all of its steps, so that its validation cases are previewed.</param>
    /// <returns>The result, or null if all trainers or the sampler were lost meanwhile.</returns>
    public async Task<RunResult?> Build(long lastStep, DataSummary summary, TrainerSummary trained, bool isComplete)
    {
        var snapshot = await SnapshotFetch.Fetch(sampler.Grain, lastStep);
        var trainer = registry.Candidates(run.Attempt).FirstOrDefault(candidate => candidate.Stage == TrainerStage.Ready)?.Trainer;
        if (snapshot is null || trainer is null)
        {
            return null;
        }

        try
        {
            var previewer = grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run.Name));
            var previews = isComplete ? await PreviewCollector.Collect(CasesToPreview(), previewer.Preview) : [];
            var result = RunResultFactory.Create(run.Spec, summary, cases.Labels, snapshot, trained, isComplete ? [.. validation.Evaluated] : [], previews);
            return result with
            {
                HardestPreviews = await PreviewCollector.Collect(HardestOf(result.Cases), previewer.PreviewTraining),
                Fingerprints = run.Record.Fingerprints,
                Validations = run.Validations,
            };
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            return null;
        }
    }

    // In the order of the list beside which the previews are shown.
    private static int[] HardestOf(IReadOnlyList<CaseHardness> cases) =>
        [.. cases.Where(entry => !entry.Removed && entry.LastStep >= 0 && !double.IsNaN(entry.Loss)).OrderByDescending(entry => entry.Loss).Take(PreviewedCases).Select(entry => entry.Index)];

    private int[] CasesToPreview()
    {
        var evaluated = validation.Evaluated;
        var worst = evaluated.OrderBy(evaluation => evaluation.Score).ThenByDescending(evaluation => evaluation.Loss).Take(PreviewedCases);
        var requested = evaluated.Where(evaluation => run.Record.Start.AlsoPreview.Contains(evaluation.Id));
        return [.. worst.Union(requested).Select(evaluation => evaluation.Index)];
    }
}
