namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>
/// A node of the binary tree over a step's micro-batches, in which their gradients are added up: (0 + 1) + (2 + 3), and so on. It covers the micro-batches from
/// <see cref="First"/> to less than <see cref="End"/>.
/// </summary>
/// <param name="Level">The level above the micro-batches, which have level 0.</param>
/// <param name="Index">Its number among the nodes of the level.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.TreeNode")]
internal readonly record struct TreeNode([property: Id(0)] int Level, [property: Id(1)] int Index)
{
    /// <summary>The first of its micro-batches.</summary>
    public int First => Index << Level;

    /// <summary>One more than the last micro-batch that it can have.</summary>
    public int End => (Index + 1) << Level;

    /// <summary>Whether it is the left summand of its parent.</summary>
    public bool IsLeft => Index % 2 == 0;

    /// <summary>The other child of its parent.</summary>
    public TreeNode Sibling => new(Level, Index ^ 1);

    /// <summary>The node above.</summary>
    public TreeNode Parent => new(Level + 1, Index / 2);

    /// <summary>The node of one micro-batch.</summary>
    public static TreeNode Of(int microBatch) => new(0, microBatch);

    /// <summary>The node of all micro-batches of a step.</summary>
    public static TreeNode RootOf(int microBatches) => new(int.Log2((2 * microBatches) - 1), 0);

    /// <summary>Whether it covers all micro-batches of another node.</summary>
    public bool Covers(TreeNode other) => other.Level <= Level && other.Index >> (Level - other.Level) == Index;
}
