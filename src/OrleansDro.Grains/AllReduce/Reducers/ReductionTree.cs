using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>
/// Adds up what belongs to a step's micro-batches as a binary tree over their numbers. The order depends on the numbers alone, so the sum has the same bits whichever
/// trainer computed the parts, in whatever order they arrived, and whether or not some of them were added up before.
/// </summary>
/// <param name="microBatches">The number of micro-batches of the step.</param>
/// <param name="add">Adds a left and a right part, both of which it may overwrite.</param>
/// <param name="drop">Is called with a part that is not needed, as a sum that contains it has arrived.</param>
internal sealed class ReductionTree<T>(int microBatches, Func<T, T, T> add, Action<T> drop)
{
    private readonly Dictionary<TreeNode, T> _parts = [];
    private readonly TreeNode _root = TreeNode.RootOf(microBatches);

    /// <summary>The parts that have arrived, added up as far as they go.</summary>
    public IReadOnlyDictionary<TreeNode, T> Parts => _parts;

    /// <summary>Whether all micro-batches have arrived.</summary>
    public bool IsComplete => _parts.ContainsKey(_root);

    /// <summary>The sum over all micro-batches.</summary>
    /// <exception cref="KeyNotFoundException">Some micro-batches are missing.</exception>
    public T Sum => _parts[_root];

    /// <summary>The micro-batches that have arrived, ascending.</summary>
    public IEnumerable<int> Present => Enumerable.Range(0, microBatches).Where(Has);

    /// <summary>Whether a micro-batch has arrived.</summary>
    public bool Has(int microBatch) => Contains(TreeNode.Of(microBatch));

    /// <summary>Adds a part, unless it has arrived already.</summary>
    public void Add(TreeNode node, T part)
    {
        if (Contains(node))
        {
            drop(part);
            return;
        }

        foreach (var below in _parts.Keys.Where(node.Covers).ToArray())
        {
            drop(_parts[below]);
            _parts.Remove(below);
        }

        while (node != _root)
        {
            // The last node of a level may be alone: its parent is the same.
            if (node.Sibling.First < microBatches)
            {
                if (!_parts.Remove(node.Sibling, out var other))
                {
                    break;
                }

                part = node.IsLeft ? add(part, other) : add(other, part);
            }

            node = node.Parent;
        }

        _parts[node] = part;
    }

    private bool Contains(TreeNode node) => _parts.Keys.Any(present => present.Covers(node));
}
