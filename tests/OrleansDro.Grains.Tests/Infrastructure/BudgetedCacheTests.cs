using Microsoft.Extensions.Time.Testing;
using OrleansDro.Grains.Infrastructure;

namespace OrleansDro.Grains.Tests.Infrastructure;

public sealed class BudgetedCacheTests
{
    private const string Subject = "a run that trains";

    private readonly FakeTimeProvider _clock = new();
    private int _asked;

    [Fact]
    public async Task Get_WithinThePause_GivesTheAnswerBefore()
    {
        var answer = new BudgetedCache<int>(_clock, TimeSpan.FromSeconds(1), 0.01);
        Assert.Equal(1, await answer.Get(Subject, Work));
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        Assert.Equal(1, await answer.Get(Subject, Work));
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(2, await answer.Get(Subject, Work));
    }

    [Fact]
    public async Task Get_LongWork_RestsAHundredTimesAsLongButNotAfterTheFirst()
    {
        var answer = new BudgetedCache<int>(_clock, TimeSpan.FromSeconds(1), 0.01);
        Assert.Equal(1, await answer.Get(Subject, LongWork));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, await answer.Get(Subject, LongWork));
        _clock.Advance(TimeSpan.FromSeconds(199));
        Assert.Equal(2, await answer.Get(Subject, LongWork));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, await answer.Get(Subject, LongWork));
    }

    [Fact]
    public async Task Get_WhileItIsWorkedOut_WaitsForThatAnswer()
    {
        var answer = new BudgetedCache<int>(_clock, TimeSpan.Zero, 0.01);
        var work = new TaskCompletionSource<int>();
        var first = answer.Get(Subject, () => work.Task);
        var second = answer.Get(Subject, Work);
        work.SetResult(7);
        Assert.Equal((7, 7, 0), (await first, await second, _asked));
    }

    [Fact]
    public async Task Get_AfterAFailure_TriesAgain()
    {
        var answer = new BudgetedCache<int>(_clock, TimeSpan.FromHours(1), 0.01);
        await Assert.ThrowsAsync<InvalidOperationException>(() => answer.Get(Subject, () => Task.FromException<int>(new InvalidOperationException())));
        Assert.Equal(1, await answer.Get(Subject, Work));
    }

    [Fact]
    public async Task Get_AboutSomethingElse_IsWorkedOutAtOnce()
    {
        var answer = new BudgetedCache<int>(_clock, TimeSpan.FromHours(1), 0.01);
        var work = new TaskCompletionSource<int>();
        var before = answer.Get(Subject, () => work.Task);
        Assert.Equal(1, await answer.Get("the run at its end", Work));
        work.SetResult(7);
        Assert.Equal((7, 1), (await before, await answer.Get("the run at its end", Work)));
    }

    private Task<int> LongWork()
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        return Work();
    }

    private Task<int> Work() => Task.FromResult(++_asked);
}
