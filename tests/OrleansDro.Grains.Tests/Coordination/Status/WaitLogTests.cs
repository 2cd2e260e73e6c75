using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Coordination.Status;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Tests.Infrastructure;

namespace OrleansDro.Grains.Tests.Coordination.Status;

/// <summary>A wait is logged once when it has lasted a second, and once when it is over.</summary>
public sealed class WaitLogTests
{
    private const int Waits = 1003;
    private const int Over = 1004;

    private readonly FakeTimeProvider _clock = new();
    private readonly EventIds _logged = new();
    private readonly WaitLog _log;

    public WaitLogTests()
    {
        var activation = new FakeActivation("run");
        var run = new DurableRun(activation.Context, activation.Runtime, new GrainStateStores(new SharedStorage(), NullLogger<GrainStateStore>.Instance), new NodeOptions());
        _log = new WaitLog(run, _clock, _logged);
    }

    [Fact]
    public void Observe_LongWait_IsLoggedOnceAndOnceWhenItIsOver()
    {
        for (var i = 0; i < 5; i++)
        {
            _log.Observe(WaitReason.NoTrainers, "a trainer");
            _clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal([Waits], _logged.Ids);
        _log.Observe(WaitReason.None, null);
        _log.Observe(WaitReason.None, null);
        Assert.Equal([Waits, Over], _logged.Ids);
    }

    [Fact]
    public void Observe_ShortWaits_AreNotLogged()
    {
        foreach (var reason in new[] { WaitReason.NoTrainers, WaitReason.Data, WaitReason.None })
        {
            _log.Observe(reason, reason == WaitReason.None ? null : "something");
            _clock.Advance(TimeSpan.FromSeconds(0.9));
        }

        Assert.Empty(_logged.Ids);
    }

    /// <summary>A logger that keeps the ids of the events.</summary>
    private sealed class EventIds : ILogger<WaitLog>
    {
        public List<int> Ids { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Ids.Add(eventId.Id);
    }
}
