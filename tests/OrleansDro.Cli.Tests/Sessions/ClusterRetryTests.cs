using Microsoft.Extensions.Time.Testing;
using OrleansDro.Cli.Sessions;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cli.Tests.Sessions;

public sealed class ClusterRetryTests
{
    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
    private readonly List<string> _reported = [];

    [Fact]
    public async Task Call_ImmediateAnswer_ReportsNothing()
    {
        Assert.Equal(7, await Create().CallAsync(() => Task.FromResult(7), TestContext.Current.CancellationToken));
        Assert.Empty(_reported);
    }

    [Fact]
    public async Task Call_SiloLost_RetriesAndReportsOnce()
    {
        var asked = 0;
        var answer = Create().CallAsync(
            () => ++asked <= 3 ? Task.FromException<string>(new SiloUnavailableException("gone")) : Task.FromResult("here"),
            TestContext.Current.CancellationToken);
        await Advance(answer);

        Assert.Equal("here", await answer);
        Assert.Equal(4, asked);
        Assert.Equal(2, _reported.Count); // that it does not answer, and that it answers again
    }

    [Fact]
    public async Task Call_NoAnswerForAMinute_FailsWithTheCause()
    {
        var answer = Create().CallAsync(() => Task.FromException<string>(new TimeoutException()), TestContext.Current.CancellationToken);
        await Advance(answer);
        var exception = await Assert.ThrowsAsync<ClusterException>(() => answer);
        Assert.IsType<TimeoutException>(exception.InnerException);
    }

    [Fact]
    public async Task Call_RefusalByTheGrain_IsNotRepeated()
    {
        var asked = 0;
        await Assert.ThrowsAsync<KeyNotFoundException>(
            () => Create().CallAsync(() => ++asked == 1 ? Task.FromException<int>(new KeyNotFoundException()) : Task.FromResult(1), TestContext.Current.CancellationToken));
    }

    private ClusterRetry Create() => new(_reported.Add, _clock);

    private async Task Advance(Task answer)
    {
        while (!answer.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
