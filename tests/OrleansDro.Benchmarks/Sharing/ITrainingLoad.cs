namespace OrleansDro.Benchmarks.Sharing;

/// <summary>A training whose speed is measured, or the bits of its model.</summary>
internal interface ITrainingLoad : IAsyncDisposable
{
    /// <summary>Trains for a fixed number of steps.</summary>
    /// <returns>SHA-256 of the model then, in lower-case hex: equal for equal bits.</returns>
    Task<string> HashAsync();

    /// <summary>Trains in the background until it is disposed. Returns after the first steps, which are slower than the others.</summary>
    Task StartAsync();

    /// <summary>The steps taken since <see cref="StartAsync"/>.</summary>
    Task<long> StepsAsync();
}
