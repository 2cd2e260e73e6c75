using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;

namespace OrleansDro.Grains.Training.Steps;

/// <summary>
/// A trainer's part in audits: it tells the run the digest of what it has computed, and gives nothing to the others before the run has compared it. So a gradient that two
/// trainers disagree on gets into nobody's parameters, and all stay at the step in which a third can decide.
/// </summary>
internal sealed class StepAudit(TrainerContext context, PartComputation computation, long attempt, CancellationToken ended)
{
    /// <summary>
    /// A partner that is later than this and the time of some steps is not waited for: training goes on without the audit. So does it while the run does not answer. Less than
    /// the time that a silo has to stop, as a trainer that leaves needs the others to finish its last step.
    /// </summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(1);
    private const int LateSteps = 3;

    /// <summary>How long a dispute may take. It ends sooner, unless the run's silo is lost in the middle of it.</summary>
    private static readonly TimeSpan LongestDispute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Guid? _answered;

    /// <summary>The trainer leaves after its step: it has no time to wait for a partner. A dispute it does wait for.</summary>
    public void Leave() => _leaving.TrySetResult();

    /// <summary>Whether the step must not be finished by others for now, as those who hold back their parts are not late.</summary>
    public bool IsOpen(long step) => context.Orders.Latest?.Audit?.Step == step;

    /// <summary>If the step is audited and this trainer takes part, tells the run what it has computed. Ends when it may give its parts to the others.</summary>
    /// <param name="input">The step.</param>
    /// <param name="generation">The generation that takes it.</param>
    /// <param name="parts">What the trainer has computed; all of its own parts are there.</param>
    /// <param name="took">The time that they took.</param>
    /// <param name="isOver">Whether the generation or the state is lost.</param>
    public async Task Hold(StepInput input, Generation generation, StepParts parts, TimeSpan took, Func<bool> isOver)
    {
        var step = input.Batch.Step;
        if (AuditPlan.Of(context.Spec, generation, step) is not { } plan || !plan.Concerns(context.Trainer))
        {
            return;
        }

        var digest = parts.DigestOf(plan.Part) ?? await computation.Check(input, plan.MicroBatches);
        var vote = new AuditVote(context.Trainer, attempt, generation.Number, step, Round: 0, digest);
        var began = context.Clock.GetTimestamp();
        var state = AuditState.Waiting;
        while (state != AuditState.Settled && !isOver())
        {
            var left = (state == AuditState.Disputed ? LongestDispute : Lateness + (LateSteps * took)) - context.Clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            // A run that came up in another silo has to hear both again; what was in dispute stays so.
            var told = await Tell(vote, left);
            state = state == AuditState.Disputed && told == AuditState.Waiting ? state : told ?? state;
            if (state == AuditState.Waiting && _leaving.Task.IsCompleted)
            {
                return;
            }

            if (state == AuditState.Disputed)
            {
                await Answer(input);
            }

            if (state == AuditState.Disputed || told is null)
            {
                await Task.WhenAny(context.Orders.Changed, Task.Delay(Pause, ended));
            }
        }
    }

    /// <summary>Computes what the run asks this trainer for, as others disagree about it.</summary>
    /// <param name="input">The step that the trainer takes.</param>
    public async Task Answer(StepInput input)
    {
        if (context.Orders.Latest?.Audit is { } asked && asked.Step == input.Batch.Step && asked.Id != _answered && asked.Trainers.Contains(context.Trainer))
        {
            var digest = await computation.Check(input, asked.MicroBatches);
            if (await Tell(new AuditVote(context.Trainer, attempt, asked.Generation, asked.Step, asked.Round, digest), Lateness) is not null)
            {
                _answered = asked.Id;
            }
        }
    }

    /// <summary>Tells the run.</summary>
    /// <returns>What it answers; null if it is away.</returns>
    private async Task<AuditState?> Tell(AuditVote vote, TimeSpan patience)
    {
        try
        {
            var answer = context.Run.Audit(vote);
            Task patient = _leaving.Task.IsCompleted ? answer : Task.WhenAny(answer, _leaving.Task);
            await patient.WaitAsync(patience, context.Clock, ended);
            return answer.IsCompleted ? await answer : null;
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            return null;
        }
#pragma warning disable CA1031 // The run's silo is of a version without audits, or cannot hold them: that must not end the training.
        catch (Exception) when (!ended.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return AuditState.Settled;
        }
    }
}
