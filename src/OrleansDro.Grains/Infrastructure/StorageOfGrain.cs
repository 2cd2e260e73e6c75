using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Polly;
using Polly.Retry;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>What a grain keeps in the storage of the cluster, by name. While the storage does not answer, it is asked again and again, and says so.</summary>
internal sealed partial class GrainStateStore
{
    private readonly IGrainStorage _storage;
    private readonly GrainId _grain;
    private readonly ResiliencePipeline _pipeline;
    private readonly ILogger _logger;
    private long _waitingSince;

    public GrainStateStore(IGrainStorage storage, GrainId grain, ILogger logger)
    {
        (_storage, _grain, _logger) = (storage, grain, logger);
        _pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                // Everything but the word that somebody else has written: providers have exceptions of their own for a server that is away.
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is not (null or InconsistentStateException)),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                OnRetry = arguments =>
                {
                    if (!IsWaiting)
                    {
                        (IsWaiting, _waitingSince) = (true, Stopwatch.GetTimestamp());
                        LogNoAnswer(_grain, arguments.Outcome.Exception!.Message);
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Whether the storage has failed to answer, and has not answered since.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Reads a state; waits while the storage does not answer.</summary>
    public Task Read<T>(string name, IGrainState<T> state) => RetryAsync(() => _storage.ReadStateAsync(name, _grain, state));

    /// <summary>Writes a state that never changes; to write it again changes nothing. Waits while the storage does not answer.</summary>
    public async Task WriteImmutable<T>(string name, T value)
    {
        try
        {
            await RetryAsync(() => _storage.WriteStateAsync(name, _grain, new GrainState<T>(value)));
        }
        catch (InconsistentStateException)
        {
            // It is there already.
        }
    }

    /// <summary>Writes a state, or fails.</summary>
    public Task WriteVersioned<T>(string name, IGrainState<T> state) => _storage.WriteStateAsync(name, _grain, state);

    /// <summary>Deletes a state that may be there.</summary>
    public Task Delete<T>(string name) => RetryAsync(async () =>
    {
        var state = new GrainState<T>();
        await _storage.ReadStateAsync(name, _grain, state);
        if (state.RecordExists)
        {
            await _storage.ClearStateAsync(name, _grain, state);
        }
    });

    /// <summary>Repeats something until the storage has answered.</summary>
    public async Task RetryAsync(Func<Task> action)
    {
        await _pipeline.ExecuteAsync(async _ => await action());
        if (IsWaiting)
        {
            IsWaiting = false;
            LogAnswers(_grain, Stopwatch.GetElapsedTime(_waitingSince).TotalSeconds);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The storage does not answer {Grain}, which waits for it: {Problem}")]
    private partial void LogNoAnswer(GrainId grain, string problem);

    [LoggerMessage(LogLevel.Information, "The storage answers {Grain}, after {Seconds:0.0} s")]
    private partial void LogAnswers(GrainId grain, double seconds);
}
