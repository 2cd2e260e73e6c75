using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data;

/// <summary>
/// Joins the cases of several sources, and more can be added: a case keeps its index, new cases get the next indices. Safe for use by several
/// threads at once, also while cases are added. Ids are not compared: a case that is opened again may be added again, under another index.
/// </summary>
public sealed class GrowingCaseSource : ICaseSource
{
    private readonly Lock _adding = new();
    private volatile Parts _parts = new([], [], []);

    /// <summary>Starts with the cases of a source.</summary>
    /// <param name="first">The cases that get the indices from 0.</param>
    public GrowingCaseSource(ICaseSource first) => Add(first);

    /// <summary>The cases so far. The list does not change; after an addition the property returns a longer list.</summary>
    public IReadOnlyList<CaseDescription> Cases => _parts.Cases;

    /// <summary>Adds the cases that a source has now.</summary>
    /// <param name="source">The cases that get the next indices, in their order.</param>
    /// <returns>The index of the first of them.</returns>
    public int Add(ICaseSource source)
    {
        var cases = source.Cases;
        lock (_adding)
        {
            var parts = _parts;
            var start = parts.Cases.Count;
            if (cases.Count > 0) // so that no two parts start at the same index
            {
                _parts = new Parts([.. parts.Cases, .. cases], [.. parts.Sources, source], [.. parts.Starts, start]);
            }

            return start;
        }
    }

    /// <inheritdoc/>
    public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target)
    {
        var (source, position) = _parts.Find(index);
        source.LoadForTraining(position, random, input, target);
    }

    /// <inheritdoc/>
    public EvaluationCase LoadForEvaluation(int index)
    {
        var (source, position) = _parts.Find(index);
        return source.LoadForEvaluation(position);
    }

    // Never changed, only replaced: a reader sees all of an addition or nothing.
    private sealed record Parts(IReadOnlyList<CaseDescription> Cases, ICaseSource[] Sources, int[] Starts)
    {
        public (ICaseSource Source, int Position) Find(int index)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Cases.Count);
            var found = Array.BinarySearch(Starts, index);
            var part = found >= 0 ? found : ~found - 1;
            return (Sources[part], index - Starts[part]);
        }
    }
}
