using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>The parts of a step that one trainer has computed, added up as far as they go.</summary>
internal sealed class StepParts
{
    private readonly RunSpec _spec;
    private readonly Generation _generation;
    private readonly ReductionTree<PartialGradient> _tree;
    private readonly Dictionary<int, string> _digests = [];

    /// <summary>Starts without parts.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="generation">The generation that gives the layout of the parts.</param>
    public StepParts(RunSpec spec, Generation generation)
    {
        (_spec, _generation, Layout) = (spec, generation, StepLayout.Of(spec, generation));
        _tree = new ReductionTree<PartialGradient>(
            Layout.Parts.Count, (left, right) => PartialGradient.Add(left, right, spec.Exchange.Format), part => part.Values.Dispose());
    }

    /// <summary>All parts of the step.</summary>
    public StepLayout Layout { get; }

    /// <summary>The sums over the parts that were added.</summary>
    public IReadOnlyDictionary<TreeNode, PartialGradient> Sums => _tree.Parts;

    /// <summary>The sum over all parts.</summary>
    /// <exception cref="KeyNotFoundException">A part is missing.</exception>
    public PartialGradient Sum => _tree.Sum;

    /// <summary>Whether a part was added.</summary>
    public bool Has(int part) => _tree.Has(part);

    /// <summary>Whether the parts can be used in a generation.</summary>
    /// <param name="generation">The generation.</param>
    /// <param name="recent">The latest generations.</param>
    public bool IsUsableFor(Generation generation, IEnumerable<Generation> recent) =>
        generation.Number == _generation.Number || StepReproducibility.IsBitIdentical(_spec, recent);

    /// <summary>Adds a part.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="gradient">Its gradient, which this object owns from now on.</param>
    public void Add(int part, PartialGradient gradient) => _tree.Add(TreeNode.Of(part), gradient);

    /// <summary>Records the digest of a part that is about to be added, for an audit.</summary>
    public void RecordDigest(int part, string digest) => _digests[part] = digest;

    /// <summary>The digest of a part as it was when it was added; null if none was recorded.</summary>
    public string? DigestOf(int part) => _digests.GetValueOrDefault(part);

    /// <summary>Releases the gradients.</summary>
    /// <param name="kept">A gradient that is still used elsewhere and is not released, or null.</param>
    public void Release(PooledGradient? kept = null)
    {
        foreach (var part in _tree.Parts.Values.Where(part => part.Values != kept))
        {
            part.Values.Dispose();
        }
    }
}
