using OrleansDro.Abstractions;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;

namespace OrleansDro.Grains.Training.Steps;

/// <summary>
/// A trainer's part in audits: it reports the digest of what it has computed, and contributes nothing before the run has compared it. So a gradient about which two trainers disagree
/// changes no parameters, and all trainers stay at the step that a third one can recompute.
/// </summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="computation">Computes parts again.</param>
/// <param name="attempt">The attempt of the run to which the trainer's state belongs.</param>
/// <param name="ended">Ends all calls.</param>
internal sealed class StepAudit(TrainerContext context, PartComputation computation, long attempt, CancellationToken ended)
{
    /// <summary>
    /// The grace period of a partner, in addition to the time of some steps: after it, training continues without the audit. It also continues while the run does not answer. Shorter
    /// than the time that a silo has to stop, as a trainer that leaves needs the others to finish its last step.
    /// </summary>
    private static readonly TimeSpan PartnerGrace = TimeSpan.FromSeconds(1);
    private const int PartnerGraceSteps = 3;

    /// <summary>How long a dispute may take. It ends sooner, unless the silo of the run's coordinator is lost during it.</summary>
    private static readonly TimeSpan LongestDispute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _leaving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Guid? _answered;

    /// <summary>The trainer leaves after its step: it does not wait for a partner any more. It still waits for the end of a dispute.</summary>
    public void Leave() => _leaving.TrySetResult();

    /// <summary>Whether the step is in dispute. Other trainers must not finish it, as those that hold back their parts are not late.</summary>
    public bool IsOpen(long step) => context.Orders.Latest?.Audit?.Step == step;

    /// <summary>If the step is audited and this trainer takes part, reports what it has computed. Ends when the trainer may contribute its parts.</summary>
    /// <param name="input">The step.</param>
    /// <param name="generation">The generation that takes it.</param>
    /// <param name="parts">What the trainer has computed; it has all of its own parts.</param>
    /// <param name="took">The time that they took.</param>
    /// <param name="isOver">Whether the generation or the state is lost.</param>
    public async Task WaitForAgreement(StepInput input, Generation generation, StepParts parts, TimeSpan took, Func<bool> isOver)
    {
        var step = input.Batch.Step;
        if (AuditPlan.Of(context.Spec, generation, step) is not { } plan || !plan.Concerns(context.Trainer))
        {
            return;
        }

        var digest = parts.DigestOf(plan.Part) ?? await computation.Recompute(input, plan.MicroBatches);
        var vote = new AuditVote(context.Trainer, attempt, generation.Number, step, Round: 0, digest);
        var began = context.Clock.GetTimestamp();
        var state = AuditState.Waiting;
        while (state != AuditState.Settled && !isOver())
        {
            var left = (state == AuditState.Disputed ? LongestDispute : PartnerGrace + (PartnerGraceSteps * took)) - context.Clock.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            // A coordinator that was activated on another silo needs both votes again; a dispute remains a dispute.
            var answer = await SendVote(vote, left);
            state = state == AuditState.Disputed && answer == AuditState.Waiting ? state : answer ?? state;
            if (state == AuditState.Waiting && _leaving.Task.IsCompleted)
            {
                return;
            }

            if (state == AuditState.Disputed)
            {
                await AnswerRequest(input);
            }

            if (state == AuditState.Disputed || answer is null)
            {
                await Task.WhenAny(context.Orders.Changed, Task.Delay(Pause, ended));
            }
        }
    }

    /// <summary>Computes what the run requests of this trainer, as others disagree about it.</summary>
    /// <param name="input">The step that the trainer takes.</param>
    public async Task AnswerRequest(StepInput input)
    {
        if (context.Orders.Latest?.Audit is { } request && request.Step == input.Batch.Step && request.Id != _answered && request.Trainers.Contains(context.Trainer))
        {
            var digest = await computation.Recompute(input, request.MicroBatches);
            if (await SendVote(new AuditVote(context.Trainer, attempt, request.Generation, request.Step, request.Round, digest), PartnerGrace) is not null)
            {
                _answered = request.Id;
            }
        }
    }

    /// <summary>Sends a vote to the run.</summary>
    /// <returns>The answer; null if the run does not answer in time.</returns>
    private async Task<AuditState?> SendVote(AuditVote vote, TimeSpan timeout)
    {
        try
        {
            var answer = context.Grains.Coordinator.SubmitAuditVote(vote);
            Task first = _leaving.Task.IsCompleted ? answer : Task.WhenAny(answer, _leaving.Task);
            await first.WaitAsync(timeout, context.Clock, ended);
            return answer.IsCompleted ? await answer : null;
        }
        catch (Exception exception) when (TransientFaults.IsLostCall(exception))
        {
            return null;
        }
#pragma warning disable CA1031 // The silo of the run's coordinator has a version without audits, or fails to audit: that must not end the training.
        catch (Exception) when (!ended.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return AuditState.Settled;
        }
    }
}
