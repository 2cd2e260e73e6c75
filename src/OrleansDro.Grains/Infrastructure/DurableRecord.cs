using Orleans.Storage;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// A grain's state in the storage, written as a whole. The activation that wrote the latest version owns the state: an activation on a suspended silo that was evicted and
/// then continues gets a write conflict, and must end.
/// </summary>
/// <typeparam name="T">The state; serializable.</typeparam>
internal sealed class DurableRecord<T>(GrainStateStore storage, string name)
    where T : class
{
    private GrainState<Versioned<T>> _stored = new();
    private Task _latest = Task.CompletedTask;

    /// <summary>Reads the state.</summary>
    /// <returns>The state, or null if none was written.</returns>
    public async Task<T?> Read()
    {
        await storage.Read(name, _stored);
        return _stored.RecordExists ? _stored.State!.Value : null;
    }

    /// <summary>Writes the state after all earlier writes have ended; retries while the storage does not answer.</summary>
    /// <exception cref="InconsistentStateException">Another activation has written the state since.</exception>
    public Task Write(T value)
    {
        return _latest = WriteAfter(_latest);

        async Task WriteAfter(Task earlier)
        {
            await earlier;
            await WriteNow(value);
        }
    }

    private async Task WriteNow(T value)
    {
        var written = new Versioned<T>(Guid.NewGuid(), value);
        await storage.RetryAsync(async () =>
        {
            var next = new GrainState<Versioned<T>>(written, _stored.ETag) { RecordExists = _stored.RecordExists };
            try
            {
                await storage.WriteVersioned(name, next);
                _stored = next;
            }
            catch (InconsistentStateException)
            {
                // Our own write may have succeeded although its answer was lost.
                var found = new GrainState<Versioned<T>>();
                await storage.Read(name, found);
                if (!found.RecordExists || found.State!.Id != written.Id)
                {
                    throw;
                }

                _stored = found;
            }
        });
    }
}
