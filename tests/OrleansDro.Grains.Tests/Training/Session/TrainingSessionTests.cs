using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Tests.AllReduce;
using OrleansDro.Grains.Tests.Training.Fakes;

namespace OrleansDro.Grains.Tests.Training.Session;

public sealed class TrainingSessionTests
{
    private const int Steps = 5;
    private const int BatchSize = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly RunSpec _spec = SmallRun.Spec(steps: Steps, microBatches: 2) with { BatchSize = BatchSize };
    private readonly SamplerInMemory _sampler = new(Steps, BatchSize);

    [Fact]
    public async Task Run_OnlyMember_TakesAllStepsAndReportsEachLossOnce()
    {
        await using var trainer = await BuildAsync(RegistryWith(TimeProvider.System));
        await trainer.RunAsync(Orders(1, [0, 1])).WaitAsync(Limit, Token);
        Assert.Equal(Steps, trainer.Step);
        Assert.NotNull(trainer.ModelHash);
        Assert.Equal(
            Enumerable.Range(0, Steps).SelectMany(step => Enumerable.Range(0, BatchSize).Select(slot => ((long)step, slot))),
            ReportedSlots().Order());
        Assert.All(_sampler.Reports, report => Assert.Equal(SmallTrainer.Attempt, report.Attempt));
    }

    [Fact]
    public async Task Run_TwoMembersAndOneThatFollows_AllHaveTheModelOfOneAlone()
    {
        await using var alone = await BuildAsync(RegistryWith(TimeProvider.System));
        await alone.RunAsync(Orders(1, [0, 1])).WaitAsync(Limit, Token);
        var registry = RegistryWith(TimeProvider.System);
        await using var first = await BuildAsync(registry, 0);
        await using var second = await BuildAsync(registry, 1);
        await using var follower = await BuildAsync(registry, 2);
        var orders = Orders(2, [0], [1]);
        await Task.WhenAll(first.RunAsync(orders), second.RunAsync(orders), follower.RunAsync(orders)).WaitAsync(Limit, Token);
        Assert.NotNull(alone.ModelHash);
        Assert.All([first, second, follower], trainer => Assert.Equal(alone.ModelHash, trainer.ModelHash));
    }

    [Fact]
    public async Task Leave_InAStep_FinishesItAndTakesNoOther()
    {
        await using var trainer = await BuildAsync(RegistryWith(TimeProvider.System));
        _sampler.OnReport = report =>
        {
            if (report.Step == 2)
            {
                trainer.Session.Leave();
                trainer.Receive(Orders(1, [0, 1]) with { Version = 2, Generations = [.. Orders(1, [0, 1]).Generations, new Generation(2, 3, [], IsObserved: false)] });
            }

            return Task.CompletedTask;
        };
        await trainer.RunAsync(Orders(1, [0, 1])).WaitAsync(Limit, Token);
        Assert.Equal(3, trainer.Step);
        Assert.Equal(2, _sampler.Reports.Max(report => report.Step));
    }

    /// <summary>The second member never starts.</summary>
    [Fact]
    public async Task Run_StragglerWithTheSameBits_ItsPartsAreComputedHere()
    {
        var clock = new FakeTimeProvider();
        await using var trainer = await BuildAsync(RegistryWith(clock), clock: clock);
        var running = trainer.RunAsync(Orders(1, [0], [1]));
        await AdvanceUntil(clock, () => running.IsCompleted);
        await running;
        Assert.Equal(Steps, trainer.Step);
        Assert.Equal(Steps * BatchSize, ReportedSlots().Distinct().Count());
    }

    /// <summary>The second member is lost, and the generation after it consists of the first alone.</summary>
    [Fact]
    public async Task Run_GenerationEndsInAStep_TheNextOneTakesTheStepWithThePartsThatWereComputed()
    {
        var clock = new FakeTimeProvider();
        await using var trainer = await BuildAsync(RegistryWith(clock), clock: clock);
        var running = trainer.RunAsync(Orders(1, [0], [1]));
        await Until(() => !_sampler.Reports.IsEmpty);
        await trainer.InTurn(() =>
        {
            trainer.Receive(Orders(2, [0, 1]) with { Version = 2 });
            return Task.CompletedTask;
        });
        await running.WaitAsync(Limit, Token);
        Assert.Equal(Steps, trainer.Step);
        Assert.Equal(ReportedSlots().Distinct(), ReportedSlots());
    }

    [Fact]
    public async Task Run_StepThatCannotBeTakenAgain_IsReportedAndTheSessionEndsByOrders()
    {
        _sampler.OnDraw = step => step == 1 ? new DrawReply(null, IsOver: false, IsPast: true) : null;
        await using var trainer = await BuildAsync(RegistryWith(TimeProvider.System));
        var running = trainer.RunAsync(Orders(1, [0, 1]));
        await Until(() => trainer.Session.IsStepPast);
        Assert.False(running.IsCompleted);
        await trainer.InTurn(() =>
        {
            trainer.Receive(Orders(1, [0, 1]) with { MustDiscardState = true });
            return Task.CompletedTask;
        });
        await running.WaitAsync(Limit, Token);
        Assert.Equal(1, trainer.Step);
    }

    /// <summary>The steps until the trainer's generation starts are taken by a member that keeps its gradients to itself.</summary>
    [Fact]
    public async Task Run_MemberFromALaterStepThatItCannotReach_DiscardsItsState()
    {
        await using var trainer = await BuildAsync(RegistryWith(TimeProvider.System), device: 1);
        var alone = new Generation(1, 0, [new GenerationMember(SmallTrainer.Id(0), [0, 1])], IsObserved: false);
        var both = new Generation(2, 3, [new GenerationMember(SmallTrainer.Id(0), [0]), new GenerationMember(SmallTrainer.Id(1), [1])], IsObserved: false);
        await trainer.RunAsync(Orders(1) with { Generations = [alone, both] }).WaitAsync(Limit, Token);
        Assert.Null(trainer.Step);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<SmallTrainer> BuildAsync(SiloAllReduceRegistry registry, int device = 0, TimeProvider? clock = null) =>
        SmallTrainer.BuildAsync(_spec, _sampler, registry, device, clock);

    private IEnumerable<(long Step, int Slot)> ReportedSlots() => _sampler.Reports.SelectMany(report => report.Slots.Select(slot => (report.Step, slot)));

    private static SiloAllReduceRegistry RegistryWith(TimeProvider clock) => new(new ReducersInMemory(clock), clock);

    /// <summary>Orders to train in a generation whose members have these micro-batches; if there are several, others may follow.</summary>
    private static TrainerOrders Orders(long generation, params int[][] members) => new()
    {
        Version = 1,
        Phase = RunPhase.Train,
        Attempt = SmallTrainer.Attempt,
        Generations = [new Generation(generation, 0, [.. members.Select((microBatches, device) => new GenerationMember(SmallTrainer.Id(device), microBatches))], members.Length > 1)],
    };

    private static Task AdvanceUntil(FakeTimeProvider clock, Func<bool> isSo) => Until(() =>
    {
        clock.Advance(TimeSpan.FromMilliseconds(100));
        return isSo();
    });

    private static async Task Until(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        while (!isSo())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
