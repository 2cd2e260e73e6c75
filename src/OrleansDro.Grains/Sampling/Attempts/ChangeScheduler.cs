using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Sampling.Changes;
using OrleansDro.Grains.Sampling.Draws;
using OrleansDro.Grains.Sampling.Steps;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Schedules the changes of the cases that users request while the run trains.</summary>
/// <param name="current">The attempt whose cases change.</param>
internal sealed class ChangeScheduler(CurrentAttempt current)
{
    /// <inheritdoc cref="ISamplerGrain.Schedule"/>
    public async Task<CaseChange> Schedule(ScheduledChange change)
    {
        var (attempt, sequence) = await current.WaitUntilReady();
        var changes = attempt.Changes;
        if (change.Request is { } request && await changes.FindRecorded(request) is { } earlier)
        {
            return earlier.Change;
        }

        var scheduled = change with { Change = change.Change with { Step = StepOf(change, attempt) } };
        if (change.Change.Kind == CaseChangeKind.Add)
        {
            RequireCapacity(sequence, change.Cases[^1] + 1);
        }

        RequireCasesLeft(scheduled, attempt, sequence);
        await changes.Add(scheduled, () => attempt.Update(record => record with { Changes = changes.All }));
        return scheduled.Change;
    }

    /// <summary>The step at which a change takes effect: the one that it names, or the first one that is possible.</summary>
    private static long StepOf(ScheduledChange change, RunningAttempt attempt)
    {
        var (lastStep, nextDraw) = (attempt.Record.LastStep, attempt.Changes.NextDraw);
        if (nextDraw > lastStep)
        {
            throw new InvalidOperationException("The run draws no more steps, so its cases cannot be changed.");
        }

        var earliest = Math.Max(nextDraw, ChangeOrder.EarliestStep(attempt.Changes.All, change));
        var step = change.Change.Step ?? earliest;
        return step >= earliest && step <= lastStep
            ? step
            : throw new ArgumentException(
                $"The change can take effect at a step from {earliest} to {lastStep}, not at {step}: earlier steps are drawn already, or come before another change of the cases.");
    }

    /// <summary>Refuses a change after which a step might not find enough cases to draw from: the run would fail.</summary>
    private static void RequireCasesLeft(ScheduledChange change, RunningAttempt attempt, StepSequence sequence)
    {
        if (change.Change.Kind is not (CaseChangeKind.Quarantine or CaseChangeKind.Remove))
        {
            return;
        }

        var needed = SamplingMethod.Of(attempt.Spec).Options.Replacement ? 1 : attempt.Spec.BatchSize;
        var eligible = sequence.Shards.Mass.EligibleCases;
        if (eligible - attempt.Changes.PendingExclusions - change.Cases.Length < needed)
        {
            throw new InvalidOperationException(
                $"The change could leave fewer than {needed} of {eligible} cases to draw from. Exclude fewer cases, or add or release others first.");
        }
    }

    private static void RequireCapacity(StepSequence sequence, int cases)
    {
        try
        {
            sequence.RequireCapacity(cases);
        }
        catch (InvalidInputException exception)
        {
            throw new ArgumentException(exception.Message, exception);
        }
    }
}
