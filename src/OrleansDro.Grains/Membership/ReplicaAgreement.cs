using Microsoft.Extensions.Logging;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Ensures that all replicas of a run have the same bits: invalidates those that differ, and allows a checkpoint only if all members agree on it.</summary>
internal sealed partial class ReplicaAgreement(DurableRun run, RunEvents events, TrainerRegistry registry, ParameterHashVotes votes, AsyncPulse changed, ILogger<ReplicaAgreement> logger)
{
    private static readonly TimeSpan HashWaitLimit = TimeSpan.FromSeconds(5);

    /// <summary>Records the hashes in a heartbeat, if they belong to a valid state of the present attempt.</summary>
    public void OnHeartbeat(TrainerHeartbeat heartbeat)
    {
        if (heartbeat.Stage is TrainerStage.Ready && heartbeat.Attempt == run.Attempt && !registry.MustDiscardState(heartbeat.Trainer))
        {
            votes.Add(heartbeat.Trainer, heartbeat.Hashes);
        }
    }

    /// <inheritdoc cref="IRunCoordinator.MaySaveCheckpoint"/>
    public async Task<bool> MaySaveCheckpoint(TrainerId trainer, long attempt, ParameterHash hash)
    {
        if (run.Attempt != attempt)
        {
            return false;
        }

        votes.Add(trainer, [hash]);
        var deadline = Task.Delay(HashWaitLimit);
        while (!deadline.IsCompleted && !Members.All(member => votes.HasReported(member, hash.Step)))
        {
            await Task.WhenAny(changed.Next, deadline);
        }

        // A majority is not enough: all members may have applied what a wrong replica computed.
        return run.Attempt == attempt && votes.AllAgree(hash.Step, hash.Value, Members);
    }

    /// <summary>Invalidates the members whose parameters differ from those of the majority; all members if there is no majority.</summary>
    /// <returns>How many were invalidated.</returns>
    public async Task<int> InvalidateDiverged()
    {
        var diverged = votes.FindDiverged(Members);
        foreach (var trainer in diverged)
        {
            LogDiffers(run.Name, trainer);
            registry.InvalidateState(trainer);
            votes.Remove(trainer);
            await events.Record(
                RunEventKind.Differs, trainer, "Its parameters differ from those of the other trainers: bits flipped in its memory, or its device computes wrongly.");
        }

        return diverged.Length;
    }

    /// <summary>The final summary of all members, once each has taken the last step; null before.</summary>
    /// <exception cref="InvalidOperationException">The summaries differ.</exception>
    public TrainerSummary? FinalSummary() => Members.Select(member => registry.FinalSummaryOf(member, run.Attempt)).Distinct().ToArray() switch
    {
        [] => null,
        [var summary] => summary,
        var summaries when summaries.Contains(null) => null,
        _ => throw new InvalidOperationException("The trainers' models differ after the last step: a device or its memory computes wrongly."),
    };

    /// <summary>Clears all hashes: the replicas start from a checkpoint or from the beginning.</summary>
    public void ClearVotes() => votes.Clear();

    private TrainerId[] Members => [.. (run.Record.Current?.Members ?? []).Select(member => member.Trainer)];

    [LoggerMessage(EventId = 1100, Level = LogLevel.Warning, Message = "The parameters of trainer {Trainer} in run {Run} differ from those of the other trainers.")]
    private partial void LogDiffers(string run, TrainerId trainer);
}
