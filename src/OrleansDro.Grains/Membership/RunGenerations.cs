using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Forms the generations of a run and records which trainers joined, left or were lost.</summary>
internal sealed class RunGenerations(DurableRun run, RunEvents events, RunOrders orders, TrainerKinds kinds, TrainerRegistry registry)
{
    private const int GenerationsKept = 3;

    /// <summary>Makes a generation the present one, and orders the trainers to follow it.</summary>
    public async Task Form(Generation next)
    {
        var recordBefore = run.Record;
        var before = recordBefore.Current?.Members ?? [];
        await run.Write(recordBefore with
        {
            Generations = [.. recordBefore.Generations.TakeLast(GenerationsKept - 1), next],
            GenerationNumber = next.Number,
            Fingerprints = kinds.With(next),
            Trust = TrustLedger.Join(
                recordBefore.Trust, [.. next.Members.Select(member => (member.Trainer, Math.Max(next.FromStep, registry.LatestHeartbeatOf(member.Trainer)?.Step ?? 0)))]),
        });
        orders.Publish();
        foreach (var joined in next.Members.Where(member => before.All(earlier => earlier.Trainer != member.Trainer)))
        {
            await events.Record(RunEventKind.Joined, joined.Trainer, $"Joined generation {next.Number}.");
        }

        foreach (var gone in before.Where(member => next.Find(member.Trainer) is null))
        {
            await RecordGone(gone.Trainer);
        }

        await kinds.ReportNewKind(recordBefore);
    }

    private Task RecordGone(TrainerId trainer)
    {
        if (registry.Candidates(run.Attempt).Any(candidate => candidate.Trainer == trainer && candidate.Stage == TrainerStage.Leaving))
        {
            return events.Record(RunEventKind.Left, trainer, "Left after finishing its step.");
        }

        if (!StepReproducibility.IsBitIdentical(run.Spec, run.Record.Generations))
        {
            // It may have applied a gradient of the step in flight that differs from the one that the other members now compute.
            registry.InvalidateState(trainer);
        }

        return events.Record(RunEventKind.Lost, trainer, $"Sent no heartbeat for {TrainerRegistry.LeaseDuration.TotalSeconds} s, or lost its state.");
    }
}
