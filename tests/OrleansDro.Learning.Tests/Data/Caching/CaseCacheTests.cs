using OrleansDro.Learning.Data.Caching;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Tests.Data.Caching;

public sealed class CaseCacheTests
{
    [Fact]
    public void Get_KeptValue_IsNotLoadedAgain()
    {
        var loads = new List<int>();
        var cache = Cache(10, loads);

        Assert.Equal([3, 3, 4], [cache.Get(3), cache.Get(3), cache.Get(4)]);
        Assert.Equal([3, 4], loads);
    }

    [Fact]
    public void Get_MoreThanTheBound_DropsTheLeastRecentlyUsed()
    {
        var loads = new List<int>();
        var cache = Cache(2, loads);

        foreach (var key in new[] { 1, 2, 1, 3, 1, 2 })
        {
            cache.Get(key);
            Assert.InRange(cache.Size, 1, 2);
        }

        Assert.Equal([1, 2, 3, 2], loads);
    }

    [Fact]
    public void Get_ValueLargerThanTheBound_IsReturnedButNotKept()
    {
        var cache = new CaseCache<int, string>(5, key => new string('x', key), value => value.Length);

        Assert.Equal(3, cache.Get(3).Length);
        Assert.Equal(6, cache.Get(6).Length);
        Assert.Equal(3, cache.Size);
    }

    [Fact]
    public void Get_Failure_IsThrownAndForgotten()
    {
        var attempts = 0;
        var cache = new CaseCache<int, int>(10, key => ++attempts == 1 ? throw new InvalidInputException("damaged") : key, _ => 1);

        Assert.Throws<InvalidInputException>(() => cache.Get(7));
        Assert.Equal(7, cache.Get(7));
        Assert.Equal(2, attempts);
        Assert.Equal(1, cache.Size);
    }

    [Fact]
    public async Task Get_SameKeyFromManyThreads_LoadsOnce()
    {
        var attempts = 0;
        using var isLoading = new ManualResetEventSlim();
        using var mayFinish = new ManualResetEventSlim();
        var cache = new CaseCache<int, object>(10, _ =>
        {
            Interlocked.Increment(ref attempts);
            isLoading.Set();
            mayFinish.Wait(TestContext.Current.CancellationToken);
            return new object();
        }, _ => 1);

        var readers = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () => cache.Get(1), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        isLoading.Wait(TestContext.Current.CancellationToken);
        mayFinish.Set();
        var values = await Task.WhenAll(readers);

        Assert.Single(values.Distinct());
        Assert.Equal(1, attempts);
    }

    [Fact]
    public async Task Get_DifferentKeys_LoadSideBySide()
    {
        using var both = new Barrier(2);
        var cache = new CaseCache<int, int>(10, key =>
        {
            // Passes only if the other key is being loaded at the same time.
            Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
            return key;
        }, _ => 1);

        var readers = Enumerable.Range(0, 2).Select(key => Task.Factory.StartNew(
            () => cache.Get(key), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        var values = await Task.WhenAll(readers);
        Assert.Equal([0, 1], values);
    }

    [Fact]
    public void Get_ManyKeysFromManyThreads_StaysWithinTheBound()
    {
        var cache = new CaseCache<int, int>(50, key => key, _ => 10);

        Parallel.For(0, 20_000, i =>
        {
            Assert.Equal(i % 17, cache.Get(i % 17));
            Assert.InRange(cache.Size, 0, 50);
        });

        Assert.Equal(50, cache.Size);
    }

    private static CaseCache<int, int> Cache(long capacity, List<int> loads) => new(capacity, key =>
    {
        loads.Add(key);
        return key;
    }, _ => 1);
}
