using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Training;
using OrleansDro.Grains.Calls;
using OrleansDro.Grains.Membership;

namespace OrleansDro.Grains.Runs;

/// <summary>Shows a run's losses from several sides. What takes work is worked out at most so often that it takes a small share of the time, however many ask.</summary>
internal sealed class RunInsights(DurableRun run, RunCases cases, RunSampler sampler, Roster roster, IGrainFactory grains, TimeProvider clock)
{
    /// <summary>The groups are added up all the time: by the clock they may take this share, and of processors they take some times that.</summary>
    public const double ShareOfGroups = 0.001;

    /// <summary>The rest is for who asks.</summary>
    private const double ShareOfTime = 0.005;
    private const int CasesPictured = 6;

    /// <summary>The least time between two answers.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PicturePause = TimeSpan.FromSeconds(5);

    private readonly CostlyAnswer<TailEstimates?> _tail = new(clock, Pause, ShareOfTime);
    private readonly CostlyAnswer<LossHistogram?> _histogram = new(clock, Pause, ShareOfTime);
    private readonly CostlyAnswer<IReadOnlyList<GroupView>> _groups = new(clock, Pause, ShareOfGroups);
    private readonly CostlyAnswer<CasePreview[]> _pictures = new(clock, PicturePause, ShareOfTime);

    /// <inheritdoc cref="IRunGrain.GetHistory"/>
    public async Task<IReadOnlyList<LossStatistics>> GetHistory(long after) => run.Result is { } result
        ? [.. result.Statistics.SkipWhile(statistics => statistics.Step <= after)]
        : run.State is RunState.Unknown or RunState.Preparing ? [] : await sampler.Grain.GetStatistics(after);

    /// <inheritdoc cref="IRunGrain.GetTail"/>
    public async Task<TailEstimates?> GetTail()
    {
        var reader = await cases.GetReader();
        return await _tail.Get(reader.GetTail);
    }

    /// <inheritdoc cref="IRunGrain.GetHistogram"/>
    public async Task<LossHistogram?> GetHistogram()
    {
        var reader = await cases.GetReader();
        return await _histogram.Get(reader.GetHistogram);
    }

    /// <inheritdoc cref="IRunGrain.GetPictures"/>
    public async Task<CasePreview[]> GetPictures()
    {
        var reader = await cases.GetReader();
        return await _pictures.Get(async () =>
        {
            var trainer = roster.Candidates(run.Attempt).FirstOrDefault(candidate => candidate.Stage == TrainerStage.Ready)?.Trainer;
            if (trainer is null)
            {
                return [];
            }

            var hardest = await reader.GetCases(new CaseQuery { Take = CasesPictured });
            return await grains.GetGrain<ITrainerGrain>(trainer.KeyOf(run.Name)).PreviewTraining([.. hardest.Cases.Where(view => view.Loss is not null).Select(view => view.Index)]);
        });
    }

    /// <summary>The groups as they were some seconds ago or less.</summary>
    public async Task<IReadOnlyList<GroupView>> GetRecentGroups()
    {
        var reader = await cases.GetReader();
        return await _groups.Get(reader.GetGroups);
    }
}
