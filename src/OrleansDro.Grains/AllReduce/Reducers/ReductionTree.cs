using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.AllReduce.Reducers;

/// <summary>
/// Adds up what belongs to a step's micro-batches as a binary tree over their numbers. The order belongs to the numbers alone, so the sum has the same bits whoever made the
/// parts, in whatever order they arrived, and whether they were partly added up before.
/// </summary>
/// <param name="microBatches">Micro-batches of the step.</param>
/// <param name="add">Makes one part of the left and the right one, which it may use up.</param>
/// <param name="drop">Is given a part that is of no use, as another has come that contains it.</param>
internal sealed class ReductionTree<T>(int microBatches, Func<T, T, T> add, Action<T> drop)
{
    private readonly Dictionary<TreeNode, T> _parts = [];
    private readonly TreeNode _root = TreeNode.RootOf(microBatches);

    /// <summary>What is there, added up as far as it goes.</summary>
    public IReadOnlyDictionary<TreeNode, T> Parts => _parts;

    /// <summary>Whether all micro-batches are there.</summary>
    public bool IsComplete => _parts.ContainsKey(_root);

    /// <summary>The sum over all micro-batches.</summary>
    /// <exception cref="KeyNotFoundException">Some are not there.</exception>
    public T Sum => _parts[_root];

    /// <summary>The micro-batches that are there, ascending.</summary>
    public IEnumerable<int> Present => Enumerable.Range(0, microBatches).Where(Has);

    /// <summary>Whether a micro-batch is there.</summary>
    public bool Has(int microBatch) => Contains(TreeNode.Of(microBatch));

    /// <summary>Takes a part, unless it is there already.</summary>
    public void Add(TreeNode node, T part)
    {
        if (Contains(node))
        {
            drop(part);
            return;
        }

        foreach (var below in _parts.Keys.Where(node.Covers).ToArray())
        {
            _parts.Remove(below, out var contained);
            drop(contained!);
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
