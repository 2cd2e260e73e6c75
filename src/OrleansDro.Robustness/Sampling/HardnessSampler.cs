using System.Diagnostics.CodeAnalysis;
using OrleansDro.Robustness.History;

namespace OrleansDro.Robustness.Sampling;

/// <summary>
/// Hardness weighted sampling in one process: draws case i with probability softmax(beta * latest loss of i), and receives the losses of what it drew.
/// A draw and a report take O(log n) for each slot. The case that slot s of step t draws is a function of (seed, t, s, history).
/// </summary>
/// <remarks>
/// In a training loop: <see cref="Draw"/> a batch, compute the loss of each of its cases, <see cref="Report"/> them. Not safe for use by several
/// threads at a time.
/// </remarks>
public sealed class HardnessSampler
{
    private readonly SamplingOptions _options;
    private readonly long _seed;
    private CaseHistory _history;
    private HardnessIndex _index;
    private StepDraws _draws;

    /// <summary>Starts with unseen cases.</summary>
    /// <param name="cases">How many cases, 1 to 2^29.</param>
    /// <param name="options">The options; they are checked.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count or an option is outside its range.</exception>
    public HardnessSampler(int cases, SamplingOptions options, long seed)
        : this(Start(cases, options, seed), options, seed)
    {
    }

    /// <summary>Continues with a history. Later draws have the same bits as those of the sampler that it was taken from.</summary>
    /// <param name="history">The history of one or more cases; the sampler takes ownership of it.</param>
    /// <param name="options">The options; they are checked.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no case, or an option is outside its range.</exception>
    public HardnessSampler(CaseHistory history, SamplingOptions options, long seed)
    {
        options.Validate();
        (_options, _seed) = (options, seed);
        Use(history, options.Beta);
    }

    /// <summary>The history of each case.</summary>
    public CaseRecord this[int caseIndex] => _history[caseIndex];

    /// <summary>How many cases there are.</summary>
    public int Cases => _history.Count;

    /// <summary>The mass of all cases.</summary>
    public HardnessMass Mass => _index.Mass;

    /// <summary>The last step whose losses the history holds; -1 at the start.</summary>
    public long HistoryStep { get; private set; } = -1;

    /// <summary>
    /// The inverse temperature as of the last draw. A saved sampler needs it to continue with the same bits if
    /// <see cref="SamplingOptions.Temperature"/> controls it. Setting it rebuilds the index in O(n).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or not finite.</exception>
    public double Beta
    {
        get => _index.Beta;
        set => _index.Beta = value;
    }

    /// <summary>Draws the batch of a step. Steps must be drawn in order if <see cref="SamplingOptions.Temperature"/> controls beta.</summary>
    /// <param name="step">The step, 0 or more.</param>
    /// <param name="batchSize">How many slots the batch has, 1 or more; without replacement not more than there are eligible cases.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range, or the batch is too small for <see cref="SamplingOptions.RevisitEvery"/>.</exception>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public BatchDraw Draw(long step, int batchSize)
    {
        // Completed already: cases in memory need no waiting.
        return _draws.DrawAsync(step, batchSize, HistoryStep).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>
    /// Credits the losses of a batch to the histories of its cases. A case that several slots drew takes all of its losses in the order of the
    /// slots. Reporting a batch again, or one that is older than a case's history, changes nothing; a loss that is not finite quarantines its case.
    /// </summary>
    /// <param name="batch">What <see cref="Draw"/> returned.</param>
    /// <param name="losses">The fresh loss of each slot.</param>
    /// <exception cref="ArgumentException">The count of losses is not that of the slots, the batch has a case that is not the sampler's, or a step beyond <see cref="CaseHistory.LargestStep"/>.</exception>
    public void Report(BatchDraw batch, ReadOnlySpan<double> losses)
    {
        var draws = batch.Draws.AsSpan();
        if (losses.Length != draws.Length)
        {
            throw new ArgumentException($"The batch has {draws.Length} slots, but {losses.Length} losses were given.", nameof(losses));
        }

        if (batch.Step is < 0 or > CaseHistory.LargestStep)
        {
            throw new ArgumentException($"The step must be from 0 to {CaseHistory.LargestStep}; it is {batch.Step}.", nameof(batch));
        }

        var cases = new int[draws.Length];
        for (var i = 0; i < draws.Length; i++)
        {
            cases[i] = (uint)draws[i].Case < (uint)Cases
                ? draws[i].Case
                : throw new ArgumentException($"The batch has the case {draws[i].Case}, which is outside 0 to {Cases - 1}.", nameof(batch));
        }

        _history.Credit(batch.Step, cases, losses, _options.Momentum);
        _index.Refresh(cases);
        HistoryStep = Math.Max(HistoryStep, batch.Step);
    }

    /// <summary>Takes a case out of the sampling until it is released.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such case.</exception>
    public void Quarantine(int caseIndex) => Set(caseIndex, _history[caseIndex].Quarantine());

    /// <summary>Puts a quarantined case back, ranked by its recorded loss.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such case.</exception>
    public void Release(int caseIndex) => Set(caseIndex, _history[caseIndex].Release());

    /// <summary>Takes a case out for good. Its index is not used again.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such case.</exception>
    public void Remove(int caseIndex) => Set(caseIndex, _history[caseIndex].Remove());

    /// <summary>Appends unseen cases with the next indices, in O(n).</summary>
    /// <param name="count">How many, 1 or more; 2^29 cases at most in all.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is outside its range.</exception>
    public void Add(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _options.Append(_history, count, _seed);
        _index.Refresh();
        _draws = NewDraws();
    }

    /// <summary>A copy of all histories, from which another sampler can continue.</summary>
    public CaseRecord[] GetRecords() => _history.ToArray();

    /// <summary>Replaces all histories by saved ones. Later draws have the same bits as those of the sampler that was saved.</summary>
    /// <exception cref="ArgumentException">There are no records, or one cannot be held by a <see cref="CaseHistory"/>.</exception>
    public void Load(ReadOnlySpan<CaseRecord> records) => Use(new CaseHistory(records), Beta);

    /// <summary>Replaces all histories by losses that were measured elsewhere, each as the only visit of its case.</summary>
    /// <param name="losses">The finite loss of each case.</param>
    /// <param name="step">The step that produced them, 0 to <see cref="CaseHistory.LargestStep"/>.</param>
    /// <exception cref="ArgumentException">There is not one loss for each case, one is not finite, or the step is outside its range.</exception>
    public void Load(ReadOnlySpan<double> losses, long step)
    {
        _history.Load(losses, step);
        _index.Refresh();
        HistoryStep = step;
    }

    /// <summary>The natural logarithm of the probability with which one slot would draw a case now, without the revisit sweep; negative infinity when it must not be drawn.</summary>
    /// <exception cref="InvalidOperationException">No case can be drawn.</exception>
    public double LogProbability(int caseIndex) => new DrawPlan(Mass, _options with { Beta = Beta }).LogProbability(_history[caseIndex]);

    [MemberNotNull(nameof(_history), nameof(_index), nameof(_draws))]
    private void Use(CaseHistory history, double beta)
    {
        // The constructor of the index may throw. Until then the sampler keeps its own history.
        _index = new HardnessIndex(history, beta, CaseBlocks.Cut(history.Count, 1).Size);
        _history = history;
        _draws = NewDraws();
        HistoryStep = -1;
        for (var i = 0; i < Cases; i++)
        {
            HistoryStep = Math.Max(HistoryStep, history.LastStepOf(i));
        }
    }

    private StepDraws NewDraws()
    {
        var cases = new LocalCases(_history, _index);
        return new StepDraws(cases, new KullbackLeiblerObjective(_options, cases), _options, _seed);
    }

    private static CaseHistory Start(int cases, SamplingOptions options, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(cases);
        options.Validate();
        var history = new CaseHistory(0);
        options.Append(history, cases, seed);
        return history;
    }

    private void Set(int caseIndex, CaseRecord record)
    {
        _history[caseIndex] = record;
        _index.Refresh([caseIndex]);
    }
}
