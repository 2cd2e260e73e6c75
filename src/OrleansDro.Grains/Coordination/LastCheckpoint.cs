using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination;

/// <summary>Waits until a run's last checkpoint is saved: a run whose model is lost has not completed.</summary>
internal sealed class LastCheckpoint(DurableRun run, RunCheckpoints checkpoints, RunWait wait, NodeOptions node, TimeProvider clock)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Waits until the last checkpoint is saved. Trainers try again until then. If it is not saved within <see cref="NodeOptions.LastCheckpointLimit"/>, the run fails.
    /// </summary>
    /// <param name="steps">The steps that the run has taken.</param>
    /// <param name="membershipLoop">The loop that must keep running meanwhile.</param>
    /// <returns>Whether it is saved. If not, the run has begun another attempt.</returns>
    /// <exception cref="InvalidOperationException">The run failed, or it continues on another silo.</exception>
    public async Task<bool> WaitUntilSaved(long steps, Task membershipLoop)
    {
        if (run.CheckpointRoot is not { } root || steps == 0)
        {
            return true;
        }

        var (attempt, began) = (run.Attempt, clock.GetTimestamp());
        try
        {
            while (!await checkpoints.IsSaved(steps))
            {
                if (run.Attempt != attempt)
                {
                    return false;
                }

                var problem = checkpoints.LatestProblem ?? "it is not written yet";
                checkpoints.WaitingFor = $"the folder {root}, to save the model: {problem}";
                if (clock.GetElapsedTime(began) > node.LastCheckpointLimit)
                {
                    await run.Write(run.Record with { Failure = Describe(root, problem) });
                }

                await wait.Pause(LookInterval, membershipLoop);
            }

            return true;
        }
        finally
        {
            checkpoints.WaitingFor = null;
        }
    }

    private RunFailure Describe(string root, string problem)
    {
        var message = $"The run has taken its steps, but its model could not be saved in {root} for {node.LastCheckpointLimit.TotalSeconds:0} s: {problem}. "
            + "Make room or mend the folder, then resume the run: it continues from its latest checkpoint.";
        return new RunFailure(message, IsInputError: false, message);
    }
}
