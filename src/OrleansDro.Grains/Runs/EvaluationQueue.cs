using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Runs;

/// <summary>The validation cases that are to be predicted, handed out in small parts; what a lost trainer had is handed out again.</summary>
/// <param name="cases">How many there are.</param>
internal sealed class EvaluationQueue(int cases)
{
    private const int CasesAtOnce = 8;

    private readonly SortedDictionary<int, CaseEvaluation> _evaluated = [];
    private readonly Dictionary<int, TrainerId> _taken = [];

    /// <summary>How many there are.</summary>
    public int Cases => cases;

    /// <summary>What is done, by index.</summary>
    public IReadOnlyCollection<CaseEvaluation> Evaluated => _evaluated.Values;

    /// <summary>Whether all are done.</summary>
    public bool IsDone => _evaluated.Count == cases;

    /// <summary>Hands out cases that nobody has who is there.</summary>
    /// <param name="trainer">Who asks.</param>
    /// <param name="isThere">Whether a trainer is there.</param>
    public int[] Take(TrainerId trainer, Func<TrainerId, bool> isThere)
    {
        int[] part = [.. Enumerable.Range(0, cases)
            .Where(index => !_evaluated.ContainsKey(index) && !(_taken.TryGetValue(index, out var owner) && owner != trainer && isThere(owner)))
            .Take(CasesAtOnce)];
        foreach (var index in part)
        {
            _taken[index] = trainer;
        }

        return part;
    }

    /// <summary>Takes results.</summary>
    public void Put(IEnumerable<CaseEvaluation> evaluations)
    {
        foreach (var evaluation in evaluations)
        {
            _evaluated[evaluation.Index] = evaluation;
        }
    }
}
