using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Lifecycle;

namespace OrleansDro.Grains.Tests.Training.Lifecycle;

public sealed class OrderedWorkTests
{
    private const long Attempt = 2;

    private static readonly TrainerOrders Train = new() { Version = 1, Phase = RunPhase.Train, Attempt = Attempt };
    private static readonly StateSource Source = new(0, null, new TrainerId("silo", "cpu:0"));

    [Fact]
    public void Of_NoOrders_Waits() => Assert.IsType<OrderedWork.Wait>(OrderedWork.Of(null, step: 3, Attempt));

    [Fact]
    public void Of_RunIsOver_StopsWhateverElseIsOrdered() =>
        Assert.IsType<OrderedWork.Stop>(OrderedWork.Of(Train with { Phase = RunPhase.Over, MustDiscardState = true, Source = Source }, step: 3, Attempt));

    [Fact]
    public void Of_NoState_AcquiresItFromTheSource()
    {
        Assert.Equal(new OrderedWork.AcquireState(Attempt, Source), OrderedWork.Of(Train with { Source = Source, MustDiscardState = true }, step: null, attempt: 0));
        Assert.IsType<OrderedWork.Wait>(OrderedWork.Of(Train, step: null, Attempt));
    }

    [Theory]
    [InlineData(true, Attempt)]
    [InlineData(false, Attempt - 1)]
    public void Of_InvalidState_DiscardsItBeforeAllElse(bool mustDiscard, long attempt) =>
        Assert.IsType<OrderedWork.DiscardState>(OrderedWork.Of(Train with { MustDiscardState = mustDiscard, Source = Source }, step: 3, attempt));

    [Fact]
    public void Of_ValidState_DoesWhatThePhaseIs()
    {
        Assert.IsType<OrderedWork.Train>(OrderedWork.Of(Train with { Source = Source }, step: 0, Attempt));
        Assert.IsType<OrderedWork.Evaluate>(OrderedWork.Of(Train with { Phase = RunPhase.Evaluate }, step: 3, Attempt));
    }
}
