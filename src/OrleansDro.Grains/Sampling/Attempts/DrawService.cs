using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling.Attempts;

/// <summary>Answers requests for the draws of a step.</summary>
/// <param name="current">The attempt that has the draws.</param>
internal sealed class DrawService(CurrentAttempt current)
{
    /// <inheritdoc cref="ISamplerGrain.Draw"/>
    public async Task<DrawReply> Draw(long step)
    {
        do
        {
            if (current.Attempt is { } attempt)
            {
                await attempt.ThrowIfFailed();
                if (AnswerOf(attempt, step) is { } answer)
                {
                    return answer;
                }
            }
        }
        while (await current.WaitForChange());
        return DrawReply.NotDrawnYet;
    }

    private static DrawReply? AnswerOf(RunningAttempt attempt, long step)
    {
        if (attempt.IsAborted || step > attempt.Record.LastStep)
        {
            return DrawReply.RunIsOver;
        }

        if (attempt.Sequence?.DrawsOf(step) is { } batch)
        {
            attempt.NoteIssued(step);
            return DrawReply.Of(batch);
        }

        return step <= attempt.Sequence?.Committed ? DrawReply.StepIsPast : null;
    }
}
