using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Sampling;

namespace OrleansDro.Grains.Coordination;

/// <summary>Gathers what a run's result is made of, from its sampler and a trainer.</summary>
internal sealed class RunConclusion(DurableRun run, RunSampler sampler, RunData data, RunCases cases, Roster roster, IGrainFactory grains)
{
    private const int PreviewedCases = 6;

    /// <summary>Puts the result together.</summary>
    /// <param name="lastStep">The last step.</param>
    /// <param name="outcome">What the replicas have become.</param>
    /// <param name="isComplete">Whether the run took all of its steps, so that validation cases are pictured.</param>
    /// <returns>The result, or null where all trainers, or the sampler, were lost just then.</returns>
    public async Task<RunResult?> Draw(long lastStep, TrainerSummary outcome, bool isComplete)
    {
        var snapshot = await SnapshotFetch.Fetch(sampler.Grain, lastStep);
        var trainer = roster.Candidates(run.Attempt).FirstOrDefault(candidate => candidate.Stage == TrainerStage.Ready)?.Trainer;
        if (snapshot is null || trainer is null)
        {
            return null;
        }

        try
        {
            var painter = grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run.Name));
            var previews = isComplete ? await PictureSeries.Make(CasesToPreview(), painter.Preview) : [];
            var result = RunOutcome.Create(run.Spec, data.Summary!, cases.Labels, snapshot, outcome, [.. data.Evaluation.Evaluated], previews);
            return result with { HardestPreviews = await PictureSeries.Make(HardestOf(result.Cases), painter.PreviewTraining), Fingerprints = run.Record.Fingerprints };
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            return null;
        }
    }

    // In the order of the list that the pictures are shown with.
    private static int[] HardestOf(IReadOnlyList<CaseHardness> cases) =>
        [.. cases.Where(entry => !entry.Removed && entry.LastStep >= 0 && !double.IsNaN(entry.Loss)).OrderByDescending(entry => entry.Loss).Take(PreviewedCases).Select(entry => entry.Index)];

    private int[] CasesToPreview()
    {
        var evaluated = data.Evaluation.Evaluated;
        var worst = evaluated.OrderBy(evaluation => evaluation.Score).ThenByDescending(evaluation => evaluation.Loss).Take(PreviewedCases);
        var asked = evaluated.Where(evaluation => run.Record.Start.AlsoPreview.Contains(evaluation.Id));
        return [.. worst.Union(asked).Select(evaluation => evaluation.Index)];
    }
}
