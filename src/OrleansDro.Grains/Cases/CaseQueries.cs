using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Metrics;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Cases;

/// <summary>Answers queries about the cases of a run as of a committed step. Read-only.</summary>
internal sealed class CaseQueries
{
    /// <summary>How many cases <see cref="Abstractions.Runs.IRunGrain.GetHardest"/> lists.</summary>
    public const int HardestListed = 50;

    private const int LargestTake = 10_000;
    private const double WorstTenth = 0.1, WorstTwentieth = 0.05;
    private const int Bins = 30;
    private const int BootstrapWork = 200_000_000;
    private const int FewestSamples = 200, MostSamples = 1000;
    private const double Confidence = 0.95;

    private readonly SamplerHistory _history;
    private readonly CaseLabels _labels;
    private readonly DrawPlan? _plan;
    private readonly long _stepsCommitted;

    /// <summary>Prepares to answer queries.</summary>
    /// <param name="history">The records of the cases.</param>
    /// <param name="labels">Their labels; at least one for each record.</param>
    /// <param name="options">The options of the sampling.</param>
    public CaseQueries(SamplerHistory history, CaseLabels labels, SamplingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels.Count, history.Records.Length);
        (_history, _labels) = (history, labels);
        var mass = new HardnessIndex(new CaseHistory(history.Records), history.Beta).Mass;
        _plan = mass.EligibleCases > 0 ? new DrawPlan(mass, options with { Beta = history.Beta }, history.RevisitShare) : null;

        // A step that was committed while the records were collected has credited at least one case.
        _stepsCommitted = history.StepsCommitted;
        foreach (var record in history.Records)
        {
            _stepsCommitted = Math.Max(_stepsCommitted, record.LastStep + 1);
        }
    }

    /// <summary>Checks the ranges of a query.</summary>
    /// <exception cref="ArgumentException">The query is out of its range.</exception>
    public static void RequireValid(CaseQuery query)
    {
        if (query.Take is < 1 or > LargestTake)
        {
            throw new ArgumentException($"'take' must be from 1 to {LargestTake}, not {query.Take}.");
        }

        if (!Enum.IsDefined(query.Order) || (query.Status is { } status && !Enum.IsDefined(status)))
        {
            throw new ArgumentException($"The order {query.Order} or the status {query.Status} is unknown.");
        }
    }

    /// <summary>One case, without its recent losses, which only its shard has.</summary>
    public CaseView Find(int index)
    {
        if (index >= _history.Records.Length)
        {
            throw new KeyNotFoundException($"The case '{_labels[index].Id}' joins the run at a later step.");
        }

        return Views([index])[0];
    }

    /// <summary>The first cases in the query's order, and how many match it. The other cases are not sorted.</summary>
    /// <param name="query">A valid query.</param>
    /// <exception cref="ArgumentException">No case has the query's group.</exception>
    public CasePage List(CaseQuery query)
    {
        var comparer = Comparer<int>.Create(ComparisonOf(query.Order));

        // The root of the heap is the last of the cases that are kept so far.
        var kept = new PriorityQueue<int, int>(Comparer<int>.Create((left, right) => comparer.Compare(right, left)));
        var matching = 0;
        for (var index = 0; index < _history.Records.Length; index++)
        {
            if (!Matches(query, index))
            {
                continue;
            }

            matching++;
            if (kept.Count < query.Take)
            {
                kept.Enqueue(index, index);
            }
            else if (comparer.Compare(index, kept.Peek()) < 0)
            {
                kept.DequeueEnqueue(index, index);
            }
        }

        if (matching == 0 && query.Group is { } group)
        {
            RequireGroup(group);
        }

        var indices = kept.UnorderedItems.Select(item => item.Element).ToArray();
        Array.Sort(indices, comparer);
        return new CasePage(_stepsCommitted, matching, Views(indices));
    }

    /// <summary>The cases by group, the one with the largest mean loss first; groups without a loss come last.</summary>
    public IReadOnlyList<GroupView> Groups()
    {
        // A dictionary has no null key; the cases without a group have an accumulator of their own.
        var groups = new Dictionary<string, GroupAccumulator>(StringComparer.Ordinal);
        var ungrouped = new GroupAccumulator(null);
        for (var index = 0; index < _history.Records.Length; index++)
        {
            var record = _history.Records[index];
            if (record.Status == CaseStatus.Removed)
            {
                continue;
            }

            var sum = ungrouped;
            if (_labels[index].Group is { } name && !groups.TryGetValue(name, out sum!))
            {
                groups[name] = sum = new GroupAccumulator(name);
            }

            sum.Add(record, ProbabilityOf(record), AgeOf(record));
        }

        return [.. groups.Values.Append(ungrouped)
            .Where(sum => sum.Cases > 0)
            .Select(sum => sum.ToView())
            .OrderByDescending(view => view.MeanLoss ?? double.NegativeInfinity)
            .ThenBy(view => view.Group, StringComparer.Ordinal)];
    }

    /// <summary>The tail of the losses; null if no case has a loss.</summary>
    public TailEstimates? Tail()
    {
        var losses = RankedLosses();
        if (losses.Length == 0)
        {
            return null;
        }

        var summary = TailSummary.Of(losses, WorstTail.High);
        var bootstrap = new TailBootstrap(losses, [WorstTenth, WorstTwentieth], _stepsCommitted, Math.Clamp(BootstrapWork / losses.Length, FewestSamples, MostSamples));
        return new TailEstimates(
            _stepsCommitted,
            losses.Length,
            Confidence,
            Estimate(summary.P95, bootstrap.PercentileAt(WorstTwentieth, Confidence)),
            Estimate(summary.Cvar90, bootstrap.ConditionalValueAtRisk(WorstTenth, Confidence)),
            Estimate(summary.Cvar95, bootstrap.ConditionalValueAtRisk(WorstTwentieth, Confidence)));

        static TailEstimate Estimate(double value, ConfidenceInterval interval) => new(value, interval.Lower, interval.Upper);
    }

    /// <summary>The histogram of the losses; null if no case has a loss.</summary>
    public LossHistogram? HistogramOfLosses()
    {
        var losses = RankedLosses();
        if (losses.Length == 0)
        {
            return null;
        }

        var histogram = Histogram.Of(losses, Bins);
        return new LossHistogram(_stepsCommitted, histogram.Lowest, histogram.Highest, histogram.Counts);
    }

    /// <summary>Whether a case has a measured loss, not only its start value.</summary>
    internal static bool HasLoss(CaseRecord record) => record.LastStep >= 0 && !double.IsNaN(record.Loss);

    private double[] RankedLosses() => [.. _history.Records.Where(IsRanked).Select(record => record.Loss)];

    private static bool IsRanked(CaseRecord record) => record.CanBeDrawn && HasLoss(record);

    private Comparison<int> ComparisonOf(CaseOrder order)
    {
        var records = _history.Records;
        return order switch
        {
            CaseOrder.Hardest => (left, right) => (HasLoss(records[left]), HasLoss(records[right])) switch
            {
                (true, true) when records[left].Loss != records[right].Loss => records[right].Loss.CompareTo(records[left].Loss),
                (true, false) => -1,
                (false, true) => 1,
                _ => left.CompareTo(right),
            },
            CaseOrder.Oldest => (left, right) => (HasLoss(records[left]), HasLoss(records[right])) switch
            {
                (true, true) when records[left].LastStep != records[right].LastStep => records[left].LastStep.CompareTo(records[right].LastStep),
                (true, false) => 1,
                (false, true) => -1,
                _ => left.CompareTo(right),
            },
            _ => (left, right) => left.CompareTo(right),
        };
    }

    private bool Matches(CaseQuery query, int index)
    {
        var status = _history.Records[index].Status;
        return (query.Status is { } asked ? status == asked : status != CaseStatus.Removed)
            && (query.Group is null || query.Group == _labels[index].Group);
    }

    private void RequireGroup(string group)
    {
        var groups = Groups().Select(view => view.Group).OfType<string>().Order(StringComparer.Ordinal).ToArray();
        if (!groups.Contains(group))
        {
            throw new ArgumentException(
                groups.Length == 0 ? $"No case has the group '{group}': the run's cases have no groups." : $"No case has the group '{group}'; the groups are {string.Join(", ", groups)}.");
        }
    }

    private CaseView[] Views(int[] indices)
    {
        var ranks = RanksOf(indices);
        return Array.ConvertAll(indices, index =>
        {
            var record = _history.Records[index];
            return new CaseView
            {
                Index = index,
                Id = _labels[index].Id,
                Group = _labels[index].Group,
                Status = record.Status,
                Reason = _history.Reasons.GetValueOrDefault(index),
                Loss = HasLoss(record) ? record.Loss : null,
                LastStep = HasLoss(record) ? record.LastStep : null,
                Age = AgeOf(record),
                Visits = record.Visits,
                Probability = ProbabilityOf(record),
                Rank = IsRanked(record) ? ranks[record.Loss] : null,
            };
        });
    }

    /// <summary>The ranks of the losses of some cases: one pass over all cases, without sorting them.</summary>
    private Dictionary<double, int> RanksOf(int[] indices)
    {
        var losses = indices.Select(index => _history.Records[index]).Where(IsRanked).Select(record => record.Loss).Distinct().Order().ToArray();

        // above[i]: how many cases have a loss above exactly i of the requested losses.
        var above = new int[losses.Length + 1];
        foreach (var record in _history.Records)
        {
            if (IsRanked(record))
            {
                var position = Array.BinarySearch(losses, record.Loss);
                above[position < 0 ? ~position : position]++;
            }
        }

        var ranks = new Dictionary<double, int>(losses.Length);
        var harder = 0;
        for (var i = losses.Length - 1; i >= 0; i--)
        {
            harder += above[i + 1];
            ranks[losses[i]] = harder + 1;
        }

        return ranks;
    }

    private double ProbabilityOf(CaseRecord record) => _plan is not null && record.CanBeDrawn ? Math.Exp(_plan.LogProbability(record)) : 0;

    private long AgeOf(CaseRecord record) => HasLoss(record) ? _stepsCommitted - 1 - record.LastStep : _stepsCommitted;
}
