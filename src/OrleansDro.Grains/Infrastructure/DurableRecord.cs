using Orleans.Storage;

namespace OrleansDro.Grains.Infrastructure;

/// <summary>
/// A grain's state in the storage, written whole. Whoever writes it last with knowledge of the version before is its owner: an activation on a silo that was given up,
/// and that wakes up, finds that it is not, and must end.
/// </summary>
/// <typeparam name="T">The state; serialisable.</typeparam>
internal sealed class DurableRecord<T>(GrainStateStore storage, string name)
    where T : class
{
    private GrainState<Versioned<T>> _stored = new();
    private Task _latest = Task.CompletedTask;

    /// <summary>Reads the state.</summary>
    /// <returns>The state, or null where none was written.</returns>
    public async Task<T?> Read()
    {
        await storage.Read(name, _stored);
        return _stored.RecordExists ? _stored.State!.Value : null;
    }

    /// <summary>Writes the state, after those that were to be written before; waits while the storage does not answer.</summary>
    /// <exception cref="InconsistentStateException">Another activation has written it since.</exception>
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
                // Our own write may have arrived although its answer did not.
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
