namespace OrleansDro.Grains.Training.Data;

/// <summary>A step as the sampler has it. The nested types are all that exist.</summary>
internal abstract record FetchedStep
{
    private FetchedStep()
    {
    }

    /// <summary>The step was drawn.</summary>
    /// <param name="Input">Its draws and the micro-batches that were asked for.</param>
    public sealed record Drawn(StepInput Input) : FetchedStep;

    /// <summary>The run ends before the step.</summary>
    public sealed record RunIsOver : FetchedStep;

    /// <summary>Other trainers have taken the step, and its draws are not kept any more: it cannot be taken again.</summary>
    public sealed record IsPast : FetchedStep;

    /// <summary>The sampler did not have the draws in time.</summary>
    public sealed record NotDrawnYet : FetchedStep;
}
