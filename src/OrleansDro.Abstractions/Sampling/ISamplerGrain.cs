using Orleans.Concurrency;

namespace OrleansDro.Abstractions.Sampling;

/// <summary>
/// Draws the cases of each step of a run and commits the steps in order. Key: the run's name.
/// </summary>
[Alias("OrleansDro.ISamplerGrain")]
public interface ISamplerGrain : IGrainWithStringKey
{
    /// <summary>Begins a run, or goes on with one from a snapshot.</summary>
    [Alias("Start")]
    Task Start(SamplerStart start);

    /// <summary>
    /// The draws of a step. Always the same for the same step, whoever asks and how often. Waits a bounded time for the history that the
    /// step is drawn from.
    /// </summary>
    [AlwaysInterleave, Alias("Draw")]
    Task<DrawReply> Draw(long step);

    /// <summary>Lets the run end after the steps that are drawn already.</summary>
    [AlwaysInterleave, Alias("RequestStop")]
    Task RequestStop();

    /// <summary>Ends all waits because the run failed.</summary>
    [AlwaysInterleave, Alias("Abandon")]
    Task Abandon();

    /// <summary>How far the run is, and what it waits for.</summary>
    [AlwaysInterleave, Alias("GetProgress")]
    Task<SamplerProgress> GetProgress();

    /// <summary>
    /// Everything needed to go on after a step. Kept for the steps at which the run saves itself. Waits a bounded time for the step to be committed.
    /// </summary>
    /// <returns>The snapshot, or null where it is not there yet.</returns>
    [AlwaysInterleave, Alias("GetSnapshot")]
    Task<SamplerSnapshot?> GetSnapshot(long step);

    /// <summary>What all cases hold. Waits for nothing.</summary>
    [AlwaysInterleave, Alias("GetHistory")]
    Task<SamplerHistory> GetHistory();
}
