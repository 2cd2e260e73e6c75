using Orleans.Storage;
using OrleansDro.Grains.Infrastructure;

namespace OrleansDro.Grains.Tests.Infrastructure;

/// <summary>Calls of grains that move are repeated; other faults are the caller's.</summary>
public sealed class RetryUntilAnsweredTests
{
    /// <summary>The last is what an activation throws that another silo has replaced while it stood still.</summary>
    public static TheoryData<Exception> Transient => [new TimeoutException(), new InconsistentStateException("Version conflict")];

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task Call_LostOrSuperseded_IsRepeatedUntilItIsAnswered(Exception fault)
    {
        var calls = 0;
        var answer = await RetryUntilAnswered.Call(() => ++calls < 3 ? Task.FromException<int>(fault) : Task.FromResult(7), TestContext.Current.CancellationToken);
        Assert.Equal((7, 3), (answer, calls));
    }

    [Fact]
    public async Task Call_OtherFault_IsThrown()
    {
        var calls = 0;
        await Assert.ThrowsAsync<InvalidOperationException>(() => RetryUntilAnswered.Call(Fail, TestContext.Current.CancellationToken));
        Assert.Equal(1, calls);

        Task Fail()
        {
            calls++;
            return Task.FromException(new InvalidOperationException());
        }
    }
}
