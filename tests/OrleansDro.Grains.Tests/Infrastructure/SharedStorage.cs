using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;

namespace OrleansDro.Grains.Tests.Infrastructure;

/// <summary>A storage that outlives the silos of a test, as a server would; it can be switched off.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), (object? State, string Version)> _states = new();
    private long _version;

    /// <summary>Whether the storage answers.</summary>
    public bool IsUp { get; set; } = true;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        RequireUp();
        if (_states.TryGetValue((stateName, grainId), out var found))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)found.State!, found.Version, true);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        RequireUp();
        var written = (grainState.State, Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture));
        lock (_states)
        {
            var stored = _states.TryGetValue((stateName, grainId), out var found) ? found.Version : null;
            if (stored != grainState.ETag)
            {
                throw new InconsistentStateException("Somebody else has written it.", stored ?? "", grainState.ETag ?? "");
            }

            _states[(stateName, grainId)] = written;
        }

        (grainState.ETag, grainState.RecordExists) = (written.Item2, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        RequireUp();
        _states.TryRemove((stateName, grainId), out _);
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }

    private void RequireUp()
    {
        if (!IsUp)
        {
            throw new IOException("The storage is switched off.");
        }
    }
}
