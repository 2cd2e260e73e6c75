using OrleansDro.Learning.Optimization;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Optimization;

public sealed class FlatParametersTests
{
    [Fact]
    public void Construct_Linear_ParametersAreViewsInNameOrder()
    {
        using var scope = NewDisposeScope();
        var model = nn.Linear(2, 3);
        using var parameters = new FlatParameters(model);
        Assert.Equal(["bias", "weight"], parameters.Slices.Select(slice => slice.Name));
        Assert.Equal(9, parameters.Count);

        parameters.SetData([0, 1, 2, 10, 11, 12, 13, 14, 15]);
        Assert.Equal(2, model.bias![2].item<float>());
        Assert.Equal(13, model.weight![1, 1].item<float>());
    }

    [Fact]
    public void Hash_OneBitChanged_Differs()
    {
        using var scope = NewDisposeScope();
        using var parameters = new FlatParameters(nn.Linear(2, 3));
        parameters.SetData([0, 1, 2, 3, 4, 5, 6, 7, 8]);
        var before = parameters.Hash();
        parameters.SetData([0, 1, 2, 3, 4, 5, 6, 7, MathF.BitIncrement(8)]);
        Assert.NotEqual(before, parameters.Hash());
    }
}
