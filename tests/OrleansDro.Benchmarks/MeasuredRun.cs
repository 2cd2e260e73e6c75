using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;

namespace OrleansDro.Benchmarks;

/// <summary>The speed of a run of grains in this process.</summary>
internal static class MeasuredRun
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    /// <summary>Trains, and counts the steps after the first ones.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="spec">The run; its name was not used before.</param>
    /// <param name="trainers">Its trainers; as many as the maximum must be there before steps count, where it has one.</param>
    /// <param name="warmUpSteps">Steps that do not count.</param>
    /// <param name="warm">Is told when the counting begins.</param>
    public static async Task<double> StepsPerSecondAsync(EmbeddedCluster cluster, RunSpec spec, TrainerRange trainers, int warmUpSteps, Action? warm = null)
    {
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);

        // One step fewer than the spec has: a run that is stopped does not predict the validation cases.
        await run.Start(new RunStart { Spec = spec with { Steps = spec.Steps + 1 }, StopAfter = spec.Steps, Trainers = trainers });
        var clock = TimeProvider.System;
        var (began, firstStep) = (0L, 0L);
        while (true)
        {
            var status = await run.GetStatus();
            if (status.Failure is { } failure)
            {
                throw new InvalidOperationException(failure.Details ?? failure.Message);
            }

            if (began == 0 && status.StepsCommitted >= warmUpSteps)
            {
                (began, firstStep) = (clock.GetTimestamp(), status.StepsCommitted);
                warm?.Invoke();
            }

            if (status.StepsCommitted >= spec.Steps)
            {
                return (status.StepsCommitted - firstStep) / clock.GetElapsedTime(began).TotalSeconds;
            }

            await Task.Delay(Pause);
        }
    }
}
