using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Robustness.History;

namespace OrleansDro.Cli.SavedRuns;

/// <summary>The training cases of a run that has ended, with the answers to queries that take work.</summary>
internal sealed class SavedCases
{
    private readonly IReadOnlyList<CaseHardness> _cases;
    private readonly CaseLabels _labels;
    private readonly CaseQueries _queries;

    /// <param name="cases">The cases by index.</param>
    /// <param name="spec">The spec of the run.</param>
    /// <param name="stepsCommitted">Its committed steps.</param>
    /// <param name="beta">Its latest inverse temperature.</param>
    public SavedCases(IReadOnlyList<CaseHardness> cases, RunSpec spec, long stepsCommitted, double beta)
    {
        _cases = cases;
        _labels = new CaseLabels([.. cases.Select(item => new CaseLabel(item.Id, item.Group))]);
        var history = new SamplerHistory
        {
            StepsCommitted = stepsCommitted,
            Records = [.. cases.Select(item => new CaseRecord(item.Loss, item.LastStep, item.Visits, CasesFile.StatusOf(item)))],
            Reasons = cases.Where(item => item.Reason is not null).ToDictionary(item => item.Index, item => item.Reason!),
            Beta = beta,
        };
        _queries = new CaseQueries(history, _labels, SamplingMethod.Of(spec).Options);
        Tail = new Lazy<TailEstimates?>(_queries.Tail);
        Histogram = new Lazy<LossHistogram?>(_queries.HistogramOfLosses);
        Hardest = new Lazy<CasePage>(() => List(new CaseQuery { Take = CaseQueries.HardestListed }));
    }

    /// <summary>The tail of the losses with its uncertainty; null where no case has a loss.</summary>
    public Lazy<TailEstimates?> Tail { get; }

    /// <summary>The spread of the losses; null where no case has a loss.</summary>
    public Lazy<LossHistogram?> Histogram { get; }

    /// <summary>The hardest cases.</summary>
    public Lazy<CasePage> Hardest { get; }

    /// <summary>The cases by group.</summary>
    public IReadOnlyList<GroupView> Groups() => _queries.Groups();

    /// <summary>A list of cases.</summary>
    /// <exception cref="ArgumentException">The query is out of its range.</exception>
    public CasePage List(CaseQuery query)
    {
        CaseQueries.RequireValid(query);
        var page = _queries.List(query);
        return page with { Cases = [.. page.Cases.Select(AsWritten)] };
    }

    /// <summary>A case; null if no case has the id.</summary>
    public CaseView? Find(string id)
    {
        if (_labels.Find(id) is not { } index)
        {
            return null;
        }

        return AsWritten(_queries.Find(index)) with { LearnedAt = _cases[index].LearnedAt, TimesForgotten = _cases[index].TimesForgotten };
    }

    /// <summary>The probability that the run itself has computed: it knew the share of its revisits.</summary>
    private CaseView AsWritten(CaseView view) => view with { Probability = _cases[view.Index].Probability };
}
