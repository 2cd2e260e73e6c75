using System.Buffers;

namespace OrleansDro.Grains.Protocol.AllReduce;

/// <summary>
/// Bytes in an array of the shared pool, for messages that are too many and too large to allocate. Each user has its own handle and releases it once; the array is returned with
/// the last one. A handle that is never released costs a later allocation, nothing else.
/// </summary>
/// <remarks>
/// A message has its own handle. The codec that writes the message releases it, or the receiver if that is in the same silo. So the sender may release its own handle as soon as it
/// will not send the block again.
/// </remarks>
internal sealed class PooledBlock : IDisposable
{
    private readonly PooledArray _array;
    private int _isReleased;

    private PooledBlock(PooledArray array, int length, bool belongsToMessage) => (_array, Length, BelongsToMessage) = (array, length, belongsToMessage);

    /// <summary>Bytes of the block.</summary>
    public int Length { get; }

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">The handle was released.</exception>
    public Span<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReleased) != 0, this);
            return _array.Bytes.AsSpan(0, Length);
        }
    }

    /// <summary>Whether the handle belongs to a message: the codec that writes the message releases it.</summary>
    internal bool BelongsToMessage { get; }

    /// <summary>Takes a block from the pool. Its contents are undefined.</summary>
    public static PooledBlock Rent(int length) => new(new PooledArray(ArrayPool<byte>.Shared.Rent(length)), length, belongsToMessage: false);

    /// <summary>A handle to the same bytes for a message.</summary>
    /// <exception cref="ObjectDisposedException">This handle was released.</exception>
    public PooledBlock ShareWithMessage()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReleased) != 0, this);
        _array.AddUser();
        return new PooledBlock(_array, Length, belongsToMessage: true);
    }

    /// <summary>Releases the handle.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _array.Release();
        }
    }

    private sealed class PooledArray(byte[] bytes)
    {
        private int _users = 1;

        public byte[] Bytes => bytes;

        public void AddUser() => Interlocked.Increment(ref _users);

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
            {
                ArrayPool<byte>.Shared.Return(bytes);
            }
        }
    }
}
