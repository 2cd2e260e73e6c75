using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Shows a run's losses from several sides. What takes work is worked out at most so often that it takes a small share of the time, however many ask, and anew once the run has ended.</summary>
internal sealed class RunInsights(DurableRun run, RunCases cases, RunSampler sampler, Roster roster, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>The groups are added up all the time: by the clock they may take this share, and of processors they take some times that.</summary>
    public const double ShareOfGroups = 0.001;

    /// <summary>Of each of the three answers for who asks, so that with the groups and the records all stay below a hundredth of the time.</summary>
    private const double ShareOfAnswer = 0.002;

    /// <summary>Of the time of a trainer, which makes them.</summary>
    private const double ShareOfPictures = 0.005;

    private const int HardestListed = 10;
    private const int CasesPictured = 6;

    /// <summary>The least time between two answers.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PicturePause = TimeSpan.FromSeconds(5);

    private readonly BudgetedCache<TailEstimates?> _tail = new(clock, Pause, ShareOfAnswer);
    private readonly BudgetedCache<LossHistogram?> _histogram = new(clock, Pause, ShareOfAnswer);
    private readonly BudgetedCache<CasePage> _hardest = new(clock, Pause, ShareOfAnswer);
    private readonly BudgetedCache<IReadOnlyList<GroupView>> _groups = new(clock, Pause, ShareOfGroups);
    private readonly BudgetedCache<CasePreview[]> _pictures = new(clock, PicturePause, ShareOfPictures);

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
        return await _hardest.Get(run.State, () => reader.GetCases(new CaseQuery { Take = HardestListed }));
    }

    /// <inheritdoc cref="IRunGrain.GetPictures"/>
    public async Task<CasePreview[]> GetPictures()
    {
        if (run.HasEnded)
        {
            // The trainers have gone; those of a run that has failed have left nothing.
            return [.. run.Result?.HardestPreviews ?? []];
        }

        var reader = await cases.GetReader();
        return await _pictures.Get(run.State, async () =>
        {
            var trainer = roster.Candidates(run.Attempt).FirstOrDefault(candidate => candidate.Stage == TrainerStage.Ready)?.Trainer;
            if (trainer is null)
            {
                return [];
            }

            var hardest = await reader.GetCases(new CaseQuery { Take = CasesPictured });
            return await PictureSeries.Make(
                hardest.Cases.Where(view => view.Loss is not null).Select(view => view.Index), grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run.Name)).PreviewTraining);
        });
    }

    /// <summary>The groups as they were some seconds ago or less.</summary>
    public async Task<IReadOnlyList<GroupView>> GetRecentGroups()
    {
        var reader = await cases.GetReader();
        return await _groups.Get(run.State, reader.GetGroups);
    }
}
