using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;
using static TorchSharp.torch;

namespace OrleansDro.Learning.Tests.Torch;

public sealed class TorchThreadTests
{
    [Fact]
    public async Task Run_ManyItems_AllOnOneThreadInOrder()
    {
        using var thread = new TorchThread("test");
        var order = new List<int>();
        var threads = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => thread.Run(() =>
        {
            order.Add(i);
            return Environment.CurrentManagedThreadId;
        })));
        Assert.Single(threads.Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, threads[0]);
        Assert.Equal(Enumerable.Range(0, 100), order);
    }

    [Fact]
    public async Task Run_Exception_ReachesTheCallerAndTheThreadLives()
    {
        using var thread = new TorchThread("test");
        await Assert.ThrowsAsync<InvalidInputException>(() => thread.Run(() => throw new InvalidInputException("bad")));
        Assert.Equal(4, await thread.Run(() =>
        {
            using var scope = NewDisposeScope();
            return ones(2, 2).sum().item<float>();
        }));
    }

    [Fact]
    public async Task Run_AfterDispose_Throws()
    {
        var thread = new TorchThread("test");
        thread.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => thread.Run(() => 1));
    }
}
