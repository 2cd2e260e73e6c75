using Microsoft.Extensions.Time.Testing;
using OrleansDro.Cli.Sessions;
using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Cli.Tests.Sessions;

public sealed class PatienceTests
{
    private readonly FakeTimeProvider _clock = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
    private readonly List<string> _told = [];

    [Fact]
    public async Task Ask_AnswerAtOnce_TellsNothing()
    {
        Assert.Equal(7, await Create().AskAsync(() => Task.FromResult(7), TestContext.Current.CancellationToken));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Ask_SiloLost_AsksAgainAndTellsOnce()
    {
        var asked = 0;
        var answer = Create().AskAsync(
            () => ++asked <= 3 ? Task.FromException<string>(new SiloUnavailableException("gone")) : Task.FromResult("here"),
            TestContext.Current.CancellationToken);
        await Advance(answer);

        Assert.Equal("here", await answer);
        Assert.Equal(4, asked);
        Assert.Equal(2, _told.Count);
        Assert.Contains("does not answer", _told[0], StringComparison.Ordinal);
        Assert.Contains("answers again", _told[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_NoAnswerForAMinute_SaysSo()
    {
        var answer = Create().AskAsync(() => Task.FromException<string>(new TimeoutException()), TestContext.Current.CancellationToken);
        await Advance(answer);
        var exception = await Assert.ThrowsAsync<ClusterException>(() => answer);
        Assert.Contains("60 s", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_RefusalByTheGrain_IsNotRepeated()
    {
        var asked = 0;
        await Assert.ThrowsAsync<KeyNotFoundException>(
            () => Create().AskAsync(() => ++asked == 1 ? Task.FromException<int>(new KeyNotFoundException()) : Task.FromResult(1), TestContext.Current.CancellationToken));
    }

    private Patience Create() => new(_told.Add, _clock);

    private async Task Advance(Task answer)
    {
        while (!answer.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
