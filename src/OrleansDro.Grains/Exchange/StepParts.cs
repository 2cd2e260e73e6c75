using OrleansDro.Abstractions.Exchange;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Training;

namespace OrleansDro.Grains.Exchange;

/// <summary>What one trainer has computed of a step, added up as far as it goes.</summary>
internal sealed class StepParts
{
    private readonly RunSpec _spec;
    private readonly Generation _generation;
    private readonly GradientBuffers _buffers;
    private readonly ReductionTree<PartialGradient> _tree;

    /// <summary>Begins with nothing.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="generation">The generation for which it is begun.</param>
    /// <param name="buffers">Gets the arrays back that are of no more use.</param>
    public StepParts(RunSpec spec, Generation generation, GradientBuffers buffers)
    {
        (_spec, _generation, _buffers, Layout) = (spec, generation, buffers, StepLayout.Of(spec, generation));
        _tree = new ReductionTree<PartialGradient>(Layout.Parts.Count, Add, part => _buffers.Return(part.Values));
    }

    /// <summary>The parts that there are.</summary>
    public StepLayout Layout { get; }

    /// <summary>What is there.</summary>
    public IReadOnlyDictionary<TreeNode, PartialGradient> Sums => _tree.Parts;

    /// <summary>The sum over all parts.</summary>
    /// <exception cref="KeyNotFoundException">Some are not there.</exception>
    public PartialGradient Sum => _tree.Sum;

    /// <summary>Whether a part is there.</summary>
    public bool Has(int part) => _tree.Has(part);

    /// <summary>Whether what is there is of use to a generation.</summary>
    public bool Serves(Generation generation) => _spec.Compute.Mode == ComputeMode.Exact || generation.Number == _generation.Number;

    /// <summary>Takes a part.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="gradient">Its gradient, in an array of the buffers.</param>
    public void Add(int part, PartialGradient gradient) => _tree.Add(TreeNode.Of(part), gradient);

    /// <summary>Gives the arrays back.</summary>
    /// <param name="kept">The one that somebody goes on to use, or null.</param>
    public void Free(float[]? kept = null)
    {
        foreach (var part in _tree.Parts.Values.Where(part => part.Values != kept))
        {
            _buffers.Return(part.Values);
        }
    }

    private PartialGradient Add(PartialGradient left, PartialGradient right)
    {
        GradientNumbers.Add(left.Values, right.Values, _spec.Exchange.Format, left.Values);
        _buffers.Return(right.Values);
        return new PartialGradient(left.WeightSum + right.WeightSum, left.Values);
    }
}
