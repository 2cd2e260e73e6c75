using System.Collections.Concurrent;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>A sampler that draws the cases in turn and keeps the reports. A step is committed when all of its losses were reported.</summary>
/// <param name="steps">The steps of the run.</param>
/// <param name="batchSize">The draws of a step.</param>
/// <param name="cases">The number of cases.</param>
internal sealed class SamplerInMemory(int steps, int batchSize, int cases = 8) : ISamplerGrain
{
    /// <summary>The reports, in their order.</summary>
    public ConcurrentQueue<LossReport> Reports { get; } = [];

    /// <summary>Answers in place of the sampler if it returns an answer.</summary>
    public Func<long, DrawReply?> OnDraw { get; set; } = _ => null;

    /// <summary>Is called with each report before it counts.</summary>
    public Func<LossReport, Task> OnReport { get; set; } = _ => Task.CompletedTask;

    public Task<DrawReply> Draw(long step) => Task.FromResult(OnDraw(step) ?? (step < steps ? new DrawReply(BatchOf(step), IsOver: false) : new DrawReply(null, IsOver: true)));

    public async Task Report(LossReport report)
    {
        await OnReport(report);
        Reports.Enqueue(report);
    }

    public Task<SamplerProgress> GetProgress() => Task.FromResult(new SamplerProgress(
        Reports.GroupBy(report => report.Step).Count(step => step.Sum(report => report.Slots.Length) == batchSize), WaitReason.None, null, null, steps - 1));

    public Task<IReadOnlyList<ScheduledChange>> GetChanges() => Task.FromResult<IReadOnlyList<ScheduledChange>>([]);

    public Task<StateSource> Start(SamplerStart start) => throw new NotSupportedException();

    public Task TrimJournal(long stepsCommitted) => throw new NotSupportedException();

    public Task RequestStop() => throw new NotSupportedException();

    public Task EndAfter(long step) => throw new NotSupportedException();

    public Task Abort() => throw new NotSupportedException();

    public Task<IReadOnlyList<LossStatistics>> GetStatistics(long after) => throw new NotSupportedException();

    public Task<SamplerSnapshot?> GetSnapshot(long step) => throw new NotSupportedException();

    public Task<SamplerSnapshot?> GetSnapshotOutline(long step) => throw new NotSupportedException();

    public Task<ShardSnapshot?> GetSnapshotCases(long step, int first, int count) => throw new NotSupportedException();

    public Task<CaseBlocks?> GetBlocks() => throw new NotSupportedException();

    public Task<CaseChange> Schedule(ScheduledChange change) => throw new NotSupportedException();

    public Task<SamplerHistory> GetHistory() => throw new NotSupportedException();

    /// <summary>The draws of a step: the cases in turn.</summary>
    public BatchDraw BatchOf(long step) => new(
        step,
        [.. Enumerable.Range(0, batchSize).Select(slot => new Draw(slot, (int)(((step * batchSize) + slot) % cases), Math.Log(1.0 / cases), StaleLoss: 0, HistoryStep: step - 1))],
        FloorProbability: 0,
        Beta: 0);
}
