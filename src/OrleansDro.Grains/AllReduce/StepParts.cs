using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.AllReduce;

/// <summary>What one trainer has computed of a step, added up as far as it goes.</summary>
internal sealed class StepParts
{
    private readonly RunSpec _spec;
    private readonly Generation _generation;
    private readonly ReductionTree<PartialGradient> _tree;
    private readonly Dictionary<int, string> _digests = [];

    /// <summary>Begins with nothing.</summary>
    /// <param name="spec">The run's spec.</param>
    /// <param name="generation">The generation for which it is begun.</param>
    public StepParts(RunSpec spec, Generation generation)
    {
        (_spec, _generation, Layout) = (spec, generation, StepLayout.Of(spec, generation));
        _tree = new ReductionTree<PartialGradient>(
            Layout.Parts.Count, (left, right) => PartialGradient.Add(left, right, spec.Exchange.Format), part => part.Values.Dispose());
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
    /// <param name="generation">The generation.</param>
    /// <param name="recent">The latest generations.</param>
    public bool Serves(Generation generation, IEnumerable<Generation> recent) => generation.Number == _generation.Number || StepBits.AreTheSameForAll(_spec, recent);

    /// <summary>Takes a part.</summary>
    /// <param name="part">Its number.</param>
    /// <param name="gradient">Its gradient, which becomes the step's own.</param>
    public void Add(int part, PartialGradient gradient) => _tree.Add(TreeNode.Of(part), gradient);

    /// <summary>Notes the digest of a part that is about to be added, for an audit.</summary>
    public void Note(int part, string digest) => _digests[part] = digest;

    /// <summary>The digest of a part as it was when it was added; null if none was noted.</summary>
    public string? DigestOf(int part) => _digests.GetValueOrDefault(part);

    /// <summary>Releases what is there.</summary>
    /// <param name="kept">What somebody goes on to use, or null.</param>
    public void Free(PooledGradient? kept = null)
    {
        foreach (var part in _tree.Parts.Values.Where(part => part.Values != kept))
        {
            part.Values.Dispose();
        }
    }
}
