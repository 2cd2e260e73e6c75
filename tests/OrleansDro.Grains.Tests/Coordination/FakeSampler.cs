using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Tests.Coordination;

/// <summary>A sampler that takes no steps: a test sets how far it is.</summary>
internal sealed class FakeSampler
{
    private static readonly CaseRecord[] Records = [CaseRecord.Unseen, CaseRecord.Unseen];

    public FakeSampler() => Grain = Fake.Of<ISamplerGrain>((method, arguments) => method.Name switch
    {
        nameof(ISamplerGrain.Start) => Start((SamplerStart)arguments[0]!),
        nameof(ISamplerGrain.GetProgress) => Task.FromResult(new SamplerProgress(StepsCommitted, WaitReason.None, null, null, LastStep, DrawLedger.Empty)),
        nameof(ISamplerGrain.GetChanges) => Task.FromResult<IReadOnlyList<ScheduledChange>>([]),
        nameof(ISamplerGrain.RequestStop) => Count(() => StopRequests++),
        nameof(ISamplerGrain.Abort) => Count(() => Aborts++),
        nameof(ISamplerGrain.GetHistory) => GetHistory(),
        nameof(ISamplerGrain.GetSnapshotOutline) => Task.FromResult<SamplerSnapshot?>(SnapshotOf([])),
        nameof(ISamplerGrain.GetSnapshotCases) => Task.FromResult<ShardSnapshot?>(ShardSnapshot.Of(Records)),
        _ => Fake.Unexpected(method),
    });

    public ISamplerGrain Grain { get; }

    /// <summary>The attempts for which it was started, in order.</summary>
    public List<SamplerStart> Starts { get; } = [];

    public int StopRequests { get; private set; }

    public int Aborts { get; private set; }

    /// <summary>How often the records of all cases were read, which is costly in a large run.</summary>
    public int HistoryReads { get; private set; }

    public long StepsCommitted { get; set; }

    public long LastStep { get; set; }

    private Task<StateSource> Start(SamplerStart start)
    {
        Starts.Add(start);
        LastStep = start.LastStep;
        return Task.FromResult(new StateSource(0, null, null));
    }

    private Task<SamplerHistory> GetHistory()
    {
        HistoryReads++;
        return Task.FromResult(new SamplerHistory { StepsCommitted = StepsCommitted, Records = Records, Reasons = new Dictionary<int, string>(), Beta = 1 });
    }

    private static Task Count(Action count)
    {
        count();
        return Task.CompletedTask;
    }

    private SamplerSnapshot SnapshotOf(CaseRecord[] records) => new()
    {
        Step = LastStep,
        Cases = ShardSnapshot.Of(records),
        PendingDraws = [],
        Ledger = DrawLedger.Empty,
        Statistics = [],
        Window = StatisticsWindow.Empty,
        TrainingSeconds = 0,
        Beta = 1,
        GrownAt = 0,
        Changes = [],
    };
}
