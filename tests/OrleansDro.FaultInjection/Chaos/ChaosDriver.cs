using OrleansDro.FaultInjection.Clusters;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.FaultInjection.Chaos;

/// <summary>
/// Carries out a plan on a cluster. A silo that ends is replaced. There is always a control silo that nothing was done to for a while; trainers may all be gone for as long as
/// a start takes.
/// </summary>
internal sealed class ChaosDriver(ProcessCluster cluster, int controls, int trainers)
{
    private static readonly TimeSpan VictimLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    // Longer than the others take to give a silo up and it takes to learn of that: after this it will stay.
    private static readonly TimeSpan Steadiness = TimeSpan.FromSeconds(5);

    private readonly List<FaultRecord> _records = [];
    private readonly List<Task> _inBackground = [];

    /// <summary>Carries the plan out, and waits until the cluster is whole again.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="report">Is told of each fault as it happens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<FaultRecord>> RunAsync(IReadOnlyList<Fault> plan, Action<FaultRecord>? report, CancellationToken cancellationToken)
    {
        await using var keeper = SiloKeeper.Start(cluster, controls, trainers);
        foreach (var fault in plan)
        {
            await Task.Delay(fault.Delay, cancellationToken);
            await keeper.ThrowIfFailedAsync();
            var record = await ApplyAsync(fault, cancellationToken);
            _records.Add(record);
            report?.Invoke(record);
        }

        await Task.WhenAll(_inBackground);
        await keeper.SettleAsync(SettleLimit, cancellationToken);
        return _records;
    }

    private async Task<FaultRecord> ApplyAsync(Fault fault, CancellationToken cancellationToken)
    {
        if (fault.Kind == FaultKind.JoinTrainer)
        {
            _inBackground.Add(cluster.StartSiloAsync(SiloRole.Trainer, cancellationToken));
            return new FaultRecord(DateTimeOffset.UtcNow, fault, null);
        }

        var victim = await ChooseAsync(fault, cancellationToken);
        var record = new FaultRecord(DateTimeOffset.UtcNow, fault, victim.Address);
        switch (fault.Kind)
        {
            case FaultKind.TerminateTrainer:
                _inBackground.Add(victim.TerminateAsync(cancellationToken));
                break;
            case FaultKind.StallTrainer or FaultKind.StallControl:
                victim.Stop();
                _inBackground.Add(ContinueLaterAsync(victim, fault.Stall, cancellationToken));
                break;
            default:
                await victim.Kill9Async();
                break;
        }

        return record;
    }

    private static async Task ContinueLaterAsync(SiloProcess silo, TimeSpan stall, CancellationToken cancellationToken)
    {
        await Task.Delay(stall, cancellationToken);
        silo.Continue();
    }

    private async Task<SiloProcess> ChooseAsync(Fault fault, CancellationToken cancellationToken) => (await Eventually.GetAsync(
        () => Task.FromResult(Choose(fault)),
        victim => victim is not null,
        _ => $"no silo is available for {fault.Kind}.\n{cluster.LastOutputs}",
        VictimLimit,
        cancellationToken,
        Pause))!;

    private SiloProcess? Choose(Fault fault)
    {
        var candidates = cluster.Running(fault.Target).Where(silo => !silo.IsStopped && !silo.IsLeaving).ToArray();
        if (candidates.Length == 0)
        {
            return null;
        }

        var victim = candidates[fault.Choice % candidates.Length];
        return fault.Target == SiloRole.Trainer || candidates.Any(silo => silo != victim && DateTimeOffset.UtcNow - silo.SteadySince > Steadiness) ? victim : null;
    }
}
