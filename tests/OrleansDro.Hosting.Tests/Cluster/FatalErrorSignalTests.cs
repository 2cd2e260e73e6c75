using OrleansDro.Hosting.Cluster;

namespace OrleansDro.Hosting.Tests.Cluster;

public sealed class FatalErrorSignalTests
{
    [Fact]
    public async Task OnFatalException_SeveralTimes_KeepsTheFirstReason()
    {
        var signal = new FatalErrorSignal();
        Assert.False(signal.Reason.IsCompleted);
        signal.OnFatalException(this, "I was declared dead", null);
        signal.OnFatalException(this, "something else", new InvalidOperationException("what follows from it"));
        Assert.Equal("I was declared dead", await signal.Reason);
    }

    [Fact]
    public async Task OnFatalException_WithAnException_TellsBoth()
    {
        var signal = new FatalErrorSignal();
        signal.OnFatalException(null, "timer", new InvalidOperationException("broke"));
        Assert.Equal("timer: broke", await signal.Reason);
    }
}
