namespace OrleansDro.Benchmarks.Steps;

/// <summary>One who trains the network when told to, and is idle else.</summary>
internal interface IStepTaker : IAsyncDisposable
{
    /// <summary>What the table calls it.</summary>
    string Name { get; }

    /// <summary>How many numbers the network learns.</summary>
    long Parameters { get; }

    /// <summary>Takes the next steps, each with the same cases.</summary>
    Task<StepBlock> TakeStepsAsync(int count);
}
