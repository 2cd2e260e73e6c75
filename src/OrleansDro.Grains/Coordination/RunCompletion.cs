using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Validation;

namespace OrleansDro.Grains.Coordination;

/// <summary>Waits until the trainers have taken all steps and predicted the validation cases, and completes the run with the result.</summary>
internal sealed class RunCompletion(DurableRun run, RunSampler sampler, RunValidation validation, RunOrders orders, ReplicaAgreement agreement, RunResultBuilder resultBuilder, LastCheckpoint lastCheckpoint, RunWait wait)
{
    /// <summary>Waits for the end of the present attempt.</summary>
    /// <param name="summary">The contents of the data set.</param>
    /// <param name="membershipLoop">The loop that must keep running meanwhile.</param>
    /// <returns>Whether there is a result. If not, trainers or the sampler were lost before they could deliver it.</returns>
    public async Task<bool> WaitForResult(DataSummary summary, Task membershipLoop)
    {
        var trained = await wait.For(agreement.FinalSummary, membershipLoop);
        var attempt = run.Attempt;
        var lastStep = (await RetryUntilAnswered.Call(sampler.Grain.GetProgress)).LastStep;
        if (!await lastCheckpoint.WaitUntilSaved(lastStep + 1, membershipLoop))
        {
            return false;
        }

        var isComplete = lastStep + 1 == run.Spec.Steps || run.EndsEarly;
        if (isComplete && run.State == RunState.Training)
        {
            await run.Write(run.Record with { State = RunState.Evaluating });
            orders.Publish();
        }

        if (isComplete)
        {
            await validation.Require(lastStep + 1);
        }

        await wait.WaitUntil(() => !isComplete || validation.IsDone(lastStep + 1) || run.Attempt != attempt, membershipLoop);
        if (run.Attempt != attempt || await resultBuilder.Build(lastStep, summary, trained, isComplete) is not { } result)
        {
            return false;
        }

        await run.Complete(result, isComplete ? RunState.Completed : RunState.Stopped);
        return true;
    }
}
