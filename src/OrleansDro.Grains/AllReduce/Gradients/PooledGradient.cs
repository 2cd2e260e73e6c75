namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>
/// The values of a gradient in an array of <see cref="GradientBuffers"/> that several users may read. Each user has its own handle and releases it once; the array is returned with
/// the last one. A handle that is never released costs a later allocation, nothing else.
/// </summary>
internal sealed class PooledGradient : IDisposable
{
    private readonly PooledArray _array;
    private int _isReleased;

    private PooledGradient(PooledArray array) => _array = array;

    /// <summary>Wraps an array that is not used elsewhere.</summary>
    /// <param name="numbers">The array.</param>
    /// <param name="buffers">The pool to which it is returned.</param>
    public PooledGradient(float[] numbers, GradientBuffers buffers)
        : this(new PooledArray(numbers, buffers))
    {
    }

    /// <summary>The values. They must be written only while they are not shared.</summary>
    /// <exception cref="ObjectDisposedException">The handle was released.</exception>
    public float[] Numbers
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReleased) != 0, this);
            return _array.Numbers;
        }
    }

    /// <summary>Whether there are other handles to the same values.</summary>
    public bool IsShared => _array.IsShared;

    /// <summary>The pool of the array.</summary>
    public GradientBuffers Buffers => _array.Buffers;

    /// <summary>Another handle to the same values.</summary>
    /// <exception cref="ObjectDisposedException">This handle was released.</exception>
    public PooledGradient Share()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReleased) != 0, this);
        _array.AddUser();
        return new PooledGradient(_array);
    }

    /// <summary>Releases the handle.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0)
        {
            _array.Release();
        }
    }

    private sealed class PooledArray(float[] numbers, GradientBuffers buffers)
    {
        private int _users = 1;

        public float[] Numbers => numbers;

        public GradientBuffers Buffers => buffers;

        public bool IsShared => Volatile.Read(ref _users) > 1;

        public void AddUser() => Interlocked.Increment(ref _users);

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
            {
                buffers.Return(numbers);
            }
        }
    }
}
