using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.AllReduce.Gradients;
using OrleansDro.Grains.Observability;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.Steps;

namespace OrleansDro.Grains.Training.Session;

/// <summary>Takes steps as a member of a generation: fetches the draws, obtains the gradient and applies it.</summary>
/// <param name="context">The run and the trainer.</param>
/// <param name="scope">The session's scope.</param>
/// <param name="live">The replica.</param>
/// <param name="prefetcher">Fetches the draws and loads the cases.</param>
/// <param name="gradients">Obtains the gradients.</param>
/// <param name="allReduce">Counts the bytes of gradients.</param>
/// <param name="checkpoints">Saves checkpoints that are due.</param>
internal sealed class MemberSteps(
    TrainerContext context, SessionScope scope, LiveReplica live, StepPrefetcher prefetcher, GradientSource gradients, TrainerAllReduce allReduce, SessionCheckpoints checkpoints)
{
    private readonly StepTimeAverage _average = new();

    /// <summary>How the latest steps have spent their time; null before the first.</summary>
    public StepSplit? Split => _average.Mean;

    /// <summary>Takes a step, unless the session or the trainer's membership ends before.</summary>
    /// <param name="step">The step.</param>
    /// <returns>The step as the sampler has it; it was not taken unless it was drawn.</returns>
    public async Task<FetchedStep> TakeStep(long step)
    {
        using var span = Spans.Start(TelemetryNames.StepSpan, context.RunName, step);
        var times = new StepTimes(context.Clock);
        var began = context.Clock.GetTimestamp();
        var fetched = await prefetcher.Fetch(step);
        if (fetched is FetchedStep.Drawn { Input: var input })
        {
            times.AddBetween(began, input.DrawnAt, StepPhase.Draw);
            times.AddSince(Math.Max(began, input.DrawnAt), StepPhase.Load);
            prefetcher.Start(step + 1);
            await TakeStep(input, times);
        }

        return fetched;
    }

    private async Task TakeStep(StepInput input, StepTimes times)
    {
        StepParts? parts = null;
        PooledGradient? applied = null;
        while (applied is null && !scope.IsOver && scope.GenerationFor(input.Batch.Step) is { } generation && scope.FindMember(generation) is { } member)
        {
            if (parts?.IsUsableFor(generation, scope.RecentGenerations) != true)
            {
                parts?.Release();
                parts = new StepParts(context.Spec, generation);
            }

            try
            {
                if (await gradients.ObtainGradient(input, generation, member, parts, times) is { } gradient)
                {
                    await Apply(gradient, generation, times);
                    applied = gradient.Values;
                }
            }
            catch (OperationCanceledException) when (!scope.Ended.IsCancellationRequested)
            {
                // The generation is over, and another one takes the step.
            }
        }

        // The replica keeps the gradient that it has applied.
        parts?.Release(kept: applied);
    }

    private async Task Apply(StepGradient gradient, Generation generation, StepTimes times)
    {
        var began = context.Clock.GetTimestamp();
        await live.Apply(gradient);
        times.AddSince(began, StepPhase.Apply);
        context.Metrics.AddStep(context.RunName, times, allReduce.TakeBytes());
        _average.Add(times);
        await checkpoints.SaveIfDue(gradient.Step, generation);
    }
}
