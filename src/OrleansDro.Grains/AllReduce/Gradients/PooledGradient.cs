namespace OrleansDro.Grains.AllReduce.Gradients;

/// <summary>
/// The numbers of a gradient in an array of <see cref="GradientBuffers"/> that several may read. Each user has a handle of its own and releases it once; with the last the array
/// goes back. A handle that is never released costs an allocation later, nothing else.
/// </summary>
internal sealed class PooledGradient : IDisposable
{
    private readonly PooledArray _array;
    private int _isReleased;

    private PooledGradient(PooledArray array) => _array = array;

    /// <summary>Wraps an array that nobody else uses.</summary>
    /// <param name="numbers">The array.</param>
    /// <param name="home">Where it goes in the end.</param>
    public PooledGradient(float[] numbers, GradientBuffers home)
        : this(new PooledArray(numbers, home))
    {
    }

    /// <summary>The numbers. To be written only as long as they are not shared.</summary>
    /// <exception cref="ObjectDisposedException">The handle was released.</exception>
    public float[] Numbers
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _isReleased) != 0, this);
            return _array.Numbers;
        }
    }

    /// <summary>Whether others have handles to the same numbers.</summary>
    public bool IsShared => _array.IsShared;

    /// <summary>Where the array is from.</summary>
    public GradientBuffers Home => _array.Home;

    /// <summary>Another handle to the same numbers.</summary>
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

    private sealed class PooledArray(float[] numbers, GradientBuffers home)
    {
        private int _users = 1;

        public float[] Numbers => numbers;

        public GradientBuffers Home => home;

        public bool IsShared => Volatile.Read(ref _users) > 1;

        public void AddUser() => Interlocked.Increment(ref _users);

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
            {
                home.Return(numbers);
            }
        }
    }
}
