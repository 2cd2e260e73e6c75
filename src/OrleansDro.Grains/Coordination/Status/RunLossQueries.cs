using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Answers queries about a run's losses. Costly answers are cached so that computing them takes a bounded share of the time, however many users ask; they are computed again once the run has ended.</summary>
internal sealed class RunLossQueries(DurableRun run, RunCases cases, RunSampler sampler, TrainerRegistry registry, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>The share of time for the groups, which are computed continuously. It is a share of wall-clock time; several processors work on them at once.</summary>
    public const double ShareOfGroups = 0.001;

    /// <summary>The share of time for each of the three answers to users, so that all together, with the groups and the statistics, stay below 1 %.</summary>
    private const double ShareOfAnswer = 0.002;

    /// <summary>The share of a trainer's time for creating previews.</summary>
    private const double ShareOfPreviews = 0.005;

    private const int CasesPreviewed = 6;

    /// <summary>The shortest time between two computations of an answer.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PreviewPause = TimeSpan.FromSeconds(5);

    private readonly BudgetedCache<TailEstimates?> _tail = new(clock, Pause, ShareOfAnswer);
    private readonly BudgetedCache<LossHistogram?> _histogram = new(clock, Pause, ShareOfAnswer);
    private readonly BudgetedCache<CasePage> _hardest = new(clock, Pause, ShareOfAnswer);
    private readonly BudgetedCache<IReadOnlyList<GroupView>> _groups = new(clock, Pause, ShareOfGroups);
    private readonly BudgetedCache<CasePreview[]> _previews = new(clock, PreviewPause, ShareOfPreviews);

    /// <inheritdoc cref="IRunGrain.GetHistory"/>
    public async Task<IReadOnlyList<LossStatistics>> GetHistory(long after) => run.Result is { } result
        ? [.. result.Statistics.SkipWhile(statistics => statistics.Step <= after)]
        : run.State is RunState.Unknown or RunState.Preparing ? [] : await sampler.Grain.GetStatistics(after);

    /// <inheritdoc cref="IRunGrain.GetTail"/>
    public async Task<TailEstimates?> GetTail()
    {
        var reader = await cases.GetReader();
        return await _tail.Get(run.State, reader.GetTail);
    }

    /// <inheritdoc cref="IRunGrain.GetHistogram"/>
    public async Task<LossHistogram?> GetHistogram()
    {
        var reader = await cases.GetReader();
        return await _histogram.Get(run.State, reader.GetHistogram);
    }

    /// <inheritdoc cref="IRunGrain.GetHardest"/>
    public async Task<CasePage> GetHardest()
    {
        var reader = await cases.GetReader();
        return await _hardest.Get(run.State, () => reader.GetCases(new CaseQuery { Take = CaseQueries.HardestListed }));
    }

    /// <inheritdoc cref="IRunGrain.GetPictures"/>
    public async Task<CasePreview[]> GetPictures()
    {
        if (run.HasEnded)
        {
            // The trainers are gone; those of a failed run have left no previews.
            return [.. run.Result?.HardestPreviews ?? []];
        }

        var reader = await cases.GetReader();
        return await _previews.Get(run.State, async () =>
        {
            var trainer = registry.Candidates(run.Attempt).FirstOrDefault(candidate => candidate.Stage == TrainerStage.Ready)?.Trainer;
            if (trainer is null)
            {
                return [];
            }

            var hardest = await reader.GetCases(new CaseQuery { Take = CasesPreviewed });
            return await PreviewCollector.Collect(
                hardest.Cases.Where(view => view.Loss is not null).Select(view => view.Index), grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run.Name)).PreviewTraining);
        });
    }

    /// <summary>The groups, at most some seconds old.</summary>
    public async Task<IReadOnlyList<GroupView>> GetRecentGroups()
    {
        var reader = await cases.GetReader();
        return await _groups.Get(run.State, reader.GetGroups);
    }
}
