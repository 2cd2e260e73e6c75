using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Grains.Sampling.Shards;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Sampling.Steps;

/// <summary>The loss statistics of a run over time. They are computed beside the steps, which do not wait for them.</summary>
/// <param name="spec">The run.</param>
/// <param name="shards">Its cases.</param>
/// <param name="seconds">Returns the seconds of training so far.</param>
internal sealed class StatisticsRecorder(RunSpec spec, IShardSet shards, Func<double> seconds)
{
    /// <summary>
    /// With this many cases or more, statistics are left out if they would take more than <see cref="Share"/> of the elapsed time. Together with the statistics by group
    /// they should take at most 1 % of the processor time, which is several times the elapsed time: shards work in parallel, and the garbage is collected later.
    /// </summary>
    private const int ManyCases = 100_000;
    private const double Share = 0.002;

    private readonly List<LossStatistics> _statistics = [];
    private readonly List<float> _errors = [];
    private DrawnLosses _losses;
    private double _dueAt;

    /// <summary>All statistics so far, by step.</summary>
    public IReadOnlyList<LossStatistics> All => [.. _statistics];

    /// <summary>The latest statistics, or null.</summary>
    public LossStatistics? Latest => _statistics.LastOrDefault();

    /// <summary>What was reported since the latest statistics.</summary>
    public StatisticsWindow Window => new(_losses, [.. _errors]);

    /// <summary>A task that ends when the statistics that were started last are computed.</summary>
    public Task Computed { get; private set; } = Task.CompletedTask;

    /// <summary>The statistics of later steps than a given one.</summary>
    public IReadOnlyList<LossStatistics> After(long step) => [.. _statistics.SkipWhile(statistics => statistics.Step <= step)];

    /// <summary>Continues from a snapshot.</summary>
    public void Load(SamplerSnapshot snapshot)
    {
        _losses = snapshot.Window.Losses;
        _errors.AddRange(snapshot.Window.Errors);
        _statistics.AddRange(snapshot.Statistics);
    }

    /// <summary>Adds the losses of a step.</summary>
    /// <param name="replies">The answers of the shards to its commit.</param>
    public void Add(CommitReply[] replies)
    {
        _losses = replies.Aggregate(_losses, (sum, reply) => sum.Add(reply.Losses));
        _errors.AddRange(replies.SelectMany(reply => reply.Errors));
    }

    /// <summary>Starts to compute the statistics of the last committed step if they are due.</summary>
    /// <param name="step">The last committed step.</param>
    public async Task RecordIfDue(long step)
    {
        if ((step + 1) % spec.StatisticsEvery != 0 && step + 1 != spec.Steps)
        {
            return;
        }

        // Sorting many losses takes long, so the steps continue until the next statistics are due.
        await Computed;
        var startedAt = seconds();
        if (startedAt < _dueAt && step + 1 < spec.Steps)
        {
            return;
        }

        var records = await shards.GetRecords();
        if (!records.Any(record => record.Status == CaseStatus.Seen))
        {
            return;
        }

        var (now, window, beta) = (seconds(), Window, shards.Beta);
        _losses = default;
        _errors.Clear();
        Computed = Compute();

        async Task Compute()
        {
            _statistics.Add(await Task.Run(() => LossStatisticsCalculator.Compute(step, now, window, records, beta)));
            if (records.Length >= ManyCases)
            {
                _dueAt = startedAt + ((seconds() - startedAt) / Share);
            }
        }
    }
}
