using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Tests.Runs;

/// <summary>Counters must never fall, and must not count what another silo has counted.</summary>
public sealed class RunCountersTests
{
    private const int BatchSize = 4;

    private readonly RunCounters _account = new();

    [Fact]
    public void Add_StepsOneAfterTheOther_CountsThem()
    {
        _account.Add(0, Ledger(0), BatchSize);
        _account.Add(3, Ledger(3), BatchSize);
        _account.Add(7, Ledger(7), BatchSize);
        Assert.Equal((7, 28, 28, 28), (_account.Totals.Steps, _account.Totals.Samples, _account.Totals.DrawsIssued, _account.Totals.DrawsCredited));
        Assert.Equal((7, 14), (_account.Totals.ClippedLow, _account.Totals.ClippedHigh));
    }

    [Fact]
    public void Add_RunThatAnotherSiloLedBefore_CountsFromHere()
    {
        _account.Add(500, Ledger(500), BatchSize);
        _account.Add(502, Ledger(502), BatchSize);
        Assert.Equal((2, 8), (_account.Totals.Steps, _account.Totals.DrawsCredited));
    }

    [Fact]
    public void Add_RunThatGoesBack_CountsWhatItRepeats()
    {
        _account.Add(0, Ledger(0), BatchSize);
        _account.Add(10, Ledger(10), BatchSize);
        _account.Add(6, Ledger(6), BatchSize);
        Assert.Equal((10, 40), (_account.Totals.Steps, _account.Totals.DrawsIssued));
        _account.Add(11, Ledger(11), BatchSize);
        Assert.Equal((15, 60), (_account.Totals.Steps, _account.Totals.DrawsIssued));
    }

    [Fact]
    public void Add_Events_AreCountedByKind()
    {
        _account.Add(RunEventKind.Joined);
        _account.Add(RunEventKind.Joined);
        _account.Add(RunEventKind.Lost);
        Assert.Equal((2, 1, 0), (_account.Totals.Changes[RunEventKind.Joined], _account.Totals.Changes[RunEventKind.Lost], _account.Totals.Changes.GetValueOrDefault(RunEventKind.Left)));
    }

    private static DrawLedger Ledger(long steps) => new(BatchSize * steps, BatchSize * steps, steps, 2 * steps, "");
}
