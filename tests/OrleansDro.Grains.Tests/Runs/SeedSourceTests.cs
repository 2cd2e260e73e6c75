using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Runs;

/// <summary>Trainers of one kind draw the first parameters from the seed; unlike ones get a copy.</summary>
public sealed class SeedSourceTests
{
    private static readonly StateSource Seed = new(0, null, null);

    private readonly FakeTimeProvider _clock = new();
    private readonly TrainerRegistry _registry;
    private readonly SeedSource _seeds;

    public SeedSourceTests()
    {
        _registry = new TrainerRegistry(_clock);
        _seeds = new SeedSource(_registry);
    }

    [Fact]
    public void For_TrainersOfOneKind_AllDrawFromTheSeed()
    {
        Hear(1, "a", TrainerStage.Prepared);
        Hear(2, "a", TrainerStage.Prepared);
        Assert.Equal([Seed, Seed], [For(1), For(2)]);
    }

    [Fact]
    public void For_SilosOfAnOlderVersion_AllDrawFromTheSeed()
    {
        Hear(1, kind: null, TrainerStage.Prepared);
        Hear(2, kind: null, TrainerStage.Prepared);
        Assert.Equal([Seed, Seed], [For(1), For(2)]);
    }

    [Fact]
    public void For_KindIsNotKnownYet_Waits()
    {
        Hear(1, kind: null, TrainerStage.Preparing);
        Assert.Null(For(1));
    }

    [Fact]
    public void For_UnlikeTrainer_WaitsForADonor()
    {
        Hear(1, "a", TrainerStage.Preparing);
        Hear(2, "b", TrainerStage.Prepared);
        Assert.Equal([Seed, null], [For(1), For(2)]);
        Hear(1, "a", TrainerStage.Ready);
        Assert.Equal(new StateSource(0, null, Id(1)), For(2));
    }

    [Fact]
    public void For_AllThatWereToDrawAreLost_AnotherKindDraws()
    {
        Hear(1, "a", TrainerStage.Prepared);
        Hear(2, "b", TrainerStage.Prepared);
        Assert.Equal([Seed, null], [For(1), For(2)]);
        _clock.Advance(TrainerRegistry.LeaseDuration + TimeSpan.FromMilliseconds(1));
        Hear(2, "b", TrainerStage.Prepared);
        Assert.Equal(Seed, For(2));
    }

    [Fact]
    public void For_OnlyACopyIsLeft_ItIsCopiedOn()
    {
        Hear(1, "a", TrainerStage.Ready);
        Hear(2, "b", TrainerStage.Prepared);
        Assert.Equal([Seed, new StateSource(0, null, Id(1))], [For(1), For(2)]);
        _clock.Advance(TrainerRegistry.LeaseDuration + TimeSpan.FromMilliseconds(1));
        Hear(2, "b", TrainerStage.Ready);
        Hear(3, "b", TrainerStage.Prepared);
        Hear(4, "a", TrainerStage.Prepared);
        Assert.Equal(new StateSource(0, null, Id(2)), For(4));
    }

    private StateSource? For(int trainer) => _seeds.For(Id(trainer), attempt: 1, Seed);

    private void Hear(int trainer, string? kind, TrainerStage stage) => _registry.RecordHeartbeat(new TrainerHeartbeat
    {
        Trainer = Id(trainer),
        Stage = stage,
        Attempt = 1,
        Fingerprint = kind is null ? null : UnlikeSilos.Fingerprint(kind),
    });

    private static TrainerId Id(int number) => new($"127.0.0.1:{number}@1", "cpu:0");
}
