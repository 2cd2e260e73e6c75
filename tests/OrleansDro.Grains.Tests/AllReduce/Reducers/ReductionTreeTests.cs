using OrleansDro.Grains.AllReduce.Reducers;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.Tests.AllReduce.Reducers;

public sealed class ReductionTreeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public void Sum_AnyOrderAndAnyPartialSums_AddsNeighboursFirst(int microBatches)
    {
        var random = new Random(microBatches);
        var expected = Expected(TreeNode.RootOf(microBatches), microBatches);
        for (var trial = 0; trial < 100; trial++)
        {
            var tree = new ReductionTree<string>(microBatches, (left, right) => $"({left}+{right})", _ => { });
            while (!tree.IsComplete)
            {
                // Duplicates, single micro-batches and whole nodes.
                var node = TreeNode.Of(random.Next(microBatches));
                for (var up = random.Next(3); up > 0 && node.Level < TreeNode.RootOf(microBatches).Level; up--)
                {
                    node = node.Parent;
                }

                tree.Add(node, Expected(node, microBatches));
            }

            Assert.Equal(expected, tree.Sum);
        }
    }

    [Fact]
    public void Sum_FourParts_IsTheSumOfPairs() => Assert.Equal("((0+1)+(2+3))", Expected(TreeNode.RootOf(4), 4));

    [Fact]
    public void Add_PartThatIsContainedInAnother_IsDropped()
    {
        var dropped = new List<string>();
        var tree = new ReductionTree<string>(4, (left, right) => left + right, dropped.Add);
        tree.Add(TreeNode.Of(0), "0");
        tree.Add(TreeNode.Of(0), "again");
        tree.Add(TreeNode.Of(0).Parent, "01");
        tree.Add(TreeNode.Of(1), "1");
        Assert.Equal(["again", "0", "1"], dropped);
        Assert.Equal([0, 1], tree.Present);
        Assert.False(tree.IsComplete);
    }

    private static string Expected(TreeNode node, int microBatches)
    {
        if (node.Level == 0)
        {
            return $"{node.First}";
        }

        var left = new TreeNode(node.Level - 1, 2 * node.Index);
        return left.Sibling.First < microBatches ? $"({Expected(left, microBatches)}+{Expected(left.Sibling, microBatches)})" : Expected(left, microBatches);
    }
}
