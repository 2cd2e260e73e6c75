using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Validation;

/// <summary>The validation cases that are to be predicted, handed out in small parts. Cases of a lost trainer are handed out again.</summary>
/// <param name="cases">The number of validation cases.</param>
internal sealed class EvaluationQueue(int cases)
{
    private const int CasesAtOnce = 8;

    private readonly SortedDictionary<int, CaseEvaluation> _evaluated = [];
    private readonly Dictionary<int, TrainerId> _taken = [];

    /// <summary>The number of validation cases.</summary>
    public int Cases => cases;

    /// <summary>The predictions so far, by index.</summary>
    public IReadOnlyCollection<CaseEvaluation> Evaluated => _evaluated.Values;

    /// <summary>Whether all cases are predicted.</summary>
    public bool IsDone => _evaluated.Count == cases;

    /// <summary>Hands out up to 8 cases that no other live trainer works on.</summary>
    /// <param name="trainer">The trainer that asks.</param>
    /// <param name="isAlive">Whether the lease of a trainer has not expired.</param>
    /// <returns>Indices of the cases; empty if none is left for now.</returns>
    public int[] Take(TrainerId trainer, Func<TrainerId, bool> isAlive)
    {
        int[] part = [.. Enumerable.Range(0, cases)
            .Where(index => !_evaluated.ContainsKey(index) && !(_taken.TryGetValue(index, out var owner) && owner != trainer && isAlive(owner)))
            .Take(CasesAtOnce)];
        foreach (var index in part)
        {
            _taken[index] = trainer;
        }

        return part;
    }

    /// <summary>Stores predictions. A case that is predicted twice keeps the later one.</summary>
    public void Complete(IEnumerable<CaseEvaluation> evaluations)
    {
        foreach (var evaluation in evaluations)
        {
            _evaluated[evaluation.Index] = evaluation;
        }
    }
}
