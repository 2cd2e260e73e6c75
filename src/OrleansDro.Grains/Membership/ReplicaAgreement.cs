using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Sees to it that all replicas of a run have the same bits: throws out those that differ, and lets nothing be kept that not all agree on.</summary>
internal sealed partial class ReplicaAgreement(DurableRun run, RunEvents events, Roster roster, ReplicaVotes votes, AsyncPulse changed, ILogger<ReplicaAgreement> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes the hashes in a report, where they are those of a state that counts.</summary>
    public void Hear(TrainerReport report)
    {
        if (report.Stage is TrainerStage.Ready && report.Attempt == run.Attempt && !roster.MustForget(report.Trainer))
        {
            votes.Add(report.Trainer, report.Hashes);
        }
    }

    /// <inheritdoc cref="IRunCoordinator.MayKeep"/>
    public async Task<bool> MayKeep(TrainerId trainer, long attempt, ParameterHash hash)
    {
        if (run.Attempt != attempt)
        {
            return false;
        }

        votes.Add(trainer, [hash]);
        var deadline = Task.Delay(Patience);
        while (!deadline.IsCompleted && !Members.All(member => votes.IsPast(member, hash.Step)))
        {
            await Task.WhenAny(changed.Next, deadline);
        }

        // A majority is not enough: what a wrong replica computed may be in everybody's parameters.
        return run.Attempt == attempt && votes.AllAgree(hash.Step, hash.Value, Members);
    }

    /// <summary>Throws out the members whose replicas differ from the majority; all where there is none.</summary>
    /// <returns>How many were thrown out.</returns>
    public async Task<int> DismissDiffering()
    {
        var differing = votes.Differing(Members);
        foreach (var trainer in differing)
        {
            LogDiffers(run.Name, trainer);
            roster.Distrust(trainer);
            votes.Remove(trainer);
            await events.Tell(RunEventKind.Differs, trainer, "Its parameters differ from those of the others: bits flipped in its memory, or its device computes wrongly.");
        }

        return differing.Length;
    }

    /// <summary>What all members have become, once each has taken the last step; null before.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public TrainerSummary? Outcome() => Members.Select(member => roster.OutcomeOf(member, run.Attempt)).Distinct().ToArray() switch
    {
        [] => null,
        [var outcome] => outcome,
        var outcomes when outcomes.Contains(null) => null,
        _ => throw new InvalidOperationException("The trainers' models differ after the last step: a device or its memory computes wrongly."),
    };

    /// <summary>Forgets all hashes: the replicas begin again from what was saved.</summary>
    public void Forget() => votes.Clear();

    private TrainerId[] Members => [.. (run.Record.Current?.Members ?? []).Select(member => member.Trainer)];

    [LoggerMessage(LogLevel.Warning, "The parameters of {Trainer} in the run {Run} differ from those of the others.")]
    private partial void LogDiffers(string run, TrainerId trainer);
}
