using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansDro.Grains.Protocol.AllReduce;

namespace OrleansDro.Grains.Tests.Protocol.AllReduce;

public sealed class PooledBlockTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private Serializer Serializer => _services.GetRequiredService<Serializer>();

    private DeepCopier Copier => _services.GetRequiredService<DeepCopier>();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1 << 18)]
    public void Serialize_Message_ArrivesAsItWas(int length)
    {
        using var block = Filled(length);
        var arrived = Serializer.Deserialize<ReduceReply>(Serializer.SerializeToArray(new ReduceReply(new ReducedGradient(2.5, block), [1, 2], IsGone: true)));
        using var values = arrived!.Reduced!.Values;
        Assert.Equal(block.Bytes.ToArray(), values.Bytes.ToArray());
        Assert.Equal((2.5, true), (arrived.Reduced.WeightSum, arrived.IsGone));
        Assert.Equal([1, 2], arrived.Arrived);
    }

    [Fact]
    public void Copy_MessageInTheSameSilo_SharesTheBytesUntilBothAreDone()
    {
        var block = Filled(8);
        var copy = Copier.Copy(new ReducedGradient(1, block)).Values;
        block.Bytes[3] = 77;
        Assert.Equal(77, copy.Bytes[3]);
        block.Dispose();
        Assert.Equal(77, copy.Bytes[3]);
        copy.Dispose();
        Assert.Throws<ObjectDisposedException>(() => copy.Bytes.Length);
    }

    /// <summary>The array may have another owner by then.</summary>
    [Fact]
    public void Serialize_CopyThatWasWritten_Throws()
    {
        using var block = Filled(8);
        var copy = Copier.Copy(new ReducedGradient(1, block));
        _ = Serializer.SerializeToArray(copy);
        Assert.Throws<ObjectDisposedException>(() => Serializer.SerializeToArray(copy));
        Assert.Equal(8, block.Bytes.Length);
    }

    public void Dispose() => _services.Dispose();

    private static PooledBlock Filled(int length)
    {
        var block = PooledBlock.Rent(length);
        new Random(length).NextBytes(block.Bytes);
        return block;
    }
}
