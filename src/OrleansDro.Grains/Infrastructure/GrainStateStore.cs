using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Polly;
using Polly.Retry;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>The named states of one grain in the storage of the cluster. While the storage does not answer, calls are retried and a warning is logged once.</summary>
internal sealed partial class GrainStateStore
{
    private readonly IGrainStorage _storage;
    private readonly GrainId _grain;
    private readonly ResiliencePipeline _pipeline;
    private readonly ILogger _logger;
    private long _unavailableSince;

    public GrainStateStore(IGrainStorage storage, GrainId grain, ILogger logger)
    {
        (_storage, _grain, _logger) = (storage, grain, logger);
        _pipeline = new ResiliencePipelineBuilder { Name = "grain-storage" }
            .AddRetry(new RetryStrategyOptions
            {
                // Everything except a write conflict: each storage provider has its own exceptions for a server that is not available.
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is not (null or InconsistentStateException)),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(100),
                MaxDelay = TimeSpan.FromSeconds(1),
                BackoffType = DelayBackoffType.Exponential,
                OnRetry = arguments =>
                {
                    if (!IsUnavailable)
                    {
                        (IsUnavailable, _unavailableSince) = (true, Stopwatch.GetTimestamp());
                        LogUnavailable(_grain, arguments.Outcome.Exception!.Message);
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }

    /// <summary>Whether the latest attempt to reach the storage failed.</summary>
    public bool IsUnavailable { get; private set; }

    /// <summary>Reads a state; retries while the storage does not answer.</summary>
    public Task Read<T>(string name, IGrainState<T> state) => RetryAsync(() => _storage.ReadStateAsync(name, _grain, state));

    /// <summary>Writes a state that never changes: a second write has no effect. Retries while the storage does not answer.</summary>
    public async Task WriteImmutable<T>(string name, T value)
    {
        try
        {
            await RetryAsync(() => _storage.WriteStateAsync(name, _grain, new GrainState<T>(value)));
        }
        catch (InconsistentStateException)
        {
            // It was written before.
        }
    }

    /// <summary>Writes a state once, without retries.</summary>
    /// <exception cref="InconsistentStateException">The stored version is not the one that <paramref name="state"/> was read from.</exception>
    public Task WriteVersioned<T>(string name, IGrainState<T> state) => _storage.WriteStateAsync(name, _grain, state);

    /// <summary>Deletes a state if it exists.</summary>
    public Task Delete<T>(string name) => RetryAsync(async () =>
    {
        var state = new GrainState<T>();
        await _storage.ReadStateAsync(name, _grain, state);
        if (state.RecordExists)
        {
            await _storage.ClearStateAsync(name, _grain, state);
        }
    });

    /// <summary>Repeats an action until the storage answers.</summary>
    /// <param name="action">The action; it can be repeated without harm.</param>
    /// <exception cref="InconsistentStateException">Another activation has written the state.</exception>
    public async Task RetryAsync(Func<Task> action)
    {
        await _pipeline.ExecuteAsync(async _ => await action());
        if (IsUnavailable)
        {
            IsUnavailable = false;
            var seconds = Stopwatch.GetElapsedTime(_unavailableSince).TotalSeconds;
            LogAvailable(_grain, seconds);
        }
    }

    [LoggerMessage(EventId = 7001, Level = LogLevel.Warning, Message = "Grain {Grain} cannot reach its storage and retries: {Problem}")]
    private partial void LogUnavailable(GrainId grain, string problem);

    [LoggerMessage(EventId = 7002, Level = LogLevel.Information, Message = "Grain {Grain} reached its storage again after {Seconds:0.0} s")]
    private partial void LogAvailable(GrainId grain, double seconds);
}
