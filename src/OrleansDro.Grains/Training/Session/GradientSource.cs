using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.Steps;

namespace OrleansDro.Grains.Training.Session;

/// <summary>Obtains the gradient of a step as a member of a generation: computes the member's parts, and reduces them with those of the other members.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="scope">The session's scope.</param>
/// <param name="live">The replica.</param>
/// <param name="computation">Computes parts.</param>
/// <param name="audit">Holds back parts until an audit has compared them.</param>
/// <param name="allReduce">Adds up the parts of all members.</param>
internal sealed class GradientSource(TrainerContext context, SessionScope scope, LiveReplica live, PartComputation computation, StepAudit audit, TrainerAllReduce allReduce)
{
    /// <summary>How long one request for a gradient waits; after that, missing parts are considered.</summary>
    private static readonly TimeSpan GradientPollInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>The grace period of a straggler, in addition to the time of some steps: after it, its part is computed here as well.</summary>
    private static readonly TimeSpan StragglerGrace = TimeSpan.FromMilliseconds(500);
    private const int StragglerGraceSteps = 3;

    /// <summary>Obtains the gradient over all micro-batches of a step.</summary>
    /// <param name="input">The step.</param>
    /// <param name="generation">The generation that takes the step.</param>
    /// <param name="member">The trainer's part in it.</param>
    /// <param name="parts">Receives the parts that the trainer computes.</param>
    /// <param name="times">Receives the time of each phase.</param>
    /// <returns>The gradient, or null if the generation is over or the state was discarded.</returns>
    /// <exception cref="OperationCanceledException">The generation is over.</exception>
    public async Task<StepGradient?> ObtainGradient(StepInput input, Generation generation, GenerationMember member, StepParts parts, StepTimes times)
    {
        var step = input.Batch.Step;
        var began = context.Clock.GetTimestamp();
        foreach (var part in parts.Layout.PartsOf(member).Where(part => !parts.Has(part)).ToArray())
        {
            await computation.Compute(input, parts, part, times);
            if (!scope.IsTakenBy(generation, step))
            {
                return null;
            }
        }

        if (!generation.Exchanges)
        {
            return new StepGradient(step, parts.Sum.WeightSum, parts.Sum.Values);
        }

        var computed = context.Clock.GetTimestamp();
        var took = context.Clock.GetElapsedTime(began, computed);
        await audit.WaitForAgreement(input, generation, parts, took, () => scope.IsOver || !scope.IsTakenBy(generation, step));
        var reducing = times.AddSince(computed, StepPhase.Audit);
        using var span = Spans.Start("reduce", context.RunName, step);
        var gradient = await AllReduceStep(input, generation, parts, StragglerGrace + (StragglerGraceSteps * took), times);
        times.AddSince(reducing, StepPhase.Reduce);
        return gradient;
    }

    private async Task<StepGradient?> AllReduceStep(StepInput input, Generation generation, StepParts parts, TimeSpan grace, StepTimes times)
    {
        var step = input.Batch.Step;
        var began = context.Clock.GetTimestamp();
        while (scope.IsTakenBy(generation, step))
        {
            var reply = await allReduce.Reduce(generation, step, parts.Sums, live.LastApplied, GradientPollInterval);
            var isLate = context.Clock.GetElapsedTime(began) > grace;
            switch (reply)
            {
                case AllReduceReply.Reduced reduced:
                    return reduced.Gradient;
                case AllReduceReply.Gone:
                case AllReduceReply.Pending { IsPassed: true } when isLate && !scope.IsBitIdentical:
                    // The other members are too far ahead to catch up with.
                    live.DiscardState();
                    return null;
                case AllReduceReply.Pending pending:
                    await audit.AnswerRequest(input);
                    if (isLate && scope.IsBitIdentical && !audit.IsOpen(step))
                    {
                        await ComputeForStraggler(input, pending.Arrived, parts, times);
                    }

                    break;
            }
        }

        return null;
    }

    /// <summary>
    /// Computes a part that is late. Each trainer that waits starts with another part, as far as possible. The first to arrive counts, as the bits are the same. If they may differ
    /// (see <see cref="StepReproducibility"/>), this is not done: the straggler may have taken the step already, with other parts of an earlier generation. Then the trainers that are
    /// behind get the state of those that are ahead.
    /// </summary>
    private async Task ComputeForStraggler(StepInput input, IReadOnlySet<int> arrived, StepParts parts, StepTimes times)
    {
        int[] missing = [.. Enumerable.Range(0, parts.Layout.Parts.Count).Where(part => !arrived.Contains(part) && !parts.Has(part))];
        if (missing.Length > 0)
        {
            await computation.Compute(input, parts, missing[(uint)context.Trainer.GetHashCode() % missing.Length], times);
        }
    }
}
