namespace OrleansDro.Learning.Data.Caching;

/// <summary>
/// Keeps the most recently used cases, within a bound of memory. Safe for use by several threads at once: a case that several threads request
/// is loaded once, and different cases are loaded in parallel. An error is thrown to all threads that wait for the case, and is not kept.
/// </summary>
/// <typeparam name="TKey">The key of a case.</typeparam>
/// <typeparam name="TValue">The loaded value; callers must not change it.</typeparam>
public sealed class CaseCache<TKey, TValue>
    where TKey : notnull
{
    private readonly long _capacity;
    private readonly Func<TKey, TValue> _load;
    private readonly Func<TValue, long> _sizeOf;
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _order = new(); // most recently used first; loaded entries only
    private long _size;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="capacity">The largest total size of the kept values, in bytes; 0 keeps nothing.</param>
    /// <param name="load">Loads the value of a key; called by several threads at once for different keys.</param>
    /// <param name="sizeOf">Returns the size of a value, in bytes.</param>
    public CaseCache(long capacity, Func<TKey, TValue> load, Func<TValue, long> sizeOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        (_capacity, _load, _sizeOf) = (capacity, load, sizeOf);
    }

    /// <summary>The total size of the kept values, in bytes; never more than the capacity.</summary>
    public long Size
    {
        get
        {
            lock (_lock)
            {
                return _size;
            }
        }
    }

    /// <summary>Returns the value of a key, and loads it if it is not kept.</summary>
    /// <param name="key">The key.</param>
    public TValue Get(TKey key)
    {
        LinkedListNode<Entry>? node;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out node))
            {
                node = new LinkedListNode<Entry>(new Entry(key, new Lazy<TValue>(() => _load(key))));
                _entries.Add(key, node);
            }
            else if (node.List is not null)
            {
                _order.Remove(node);
                _order.AddFirst(node);
            }
        }

        try
        {
            var value = node.Value.Loading.Value;
            Keep(node, value);
            return value;
        }
        catch
        {
            Forget(node);
            throw;
        }
    }

    private void Keep(LinkedListNode<Entry> node, TValue value)
    {
        if (node.Value.IsSettled)
        {
            return;
        }

        var size = _sizeOf(value);
        lock (_lock)
        {
            if (node.Value.IsSettled)
            {
                return;
            }

            node.Value.IsSettled = true;
            if (size > _capacity)
            {
                _entries.Remove(node.Value.Key);
                return;
            }

            node.Value.Size = size;
            _size += size;
            _order.AddFirst(node);
            while (_size > _capacity)
            {
                var oldest = _order.Last!;
                _order.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _size -= oldest.Value.Size;
            }
        }
    }

    private void Forget(LinkedListNode<Entry> node)
    {
        lock (_lock)
        {
            // A later attempt may have put another entry under the same key.
            if (_entries.TryGetValue(node.Value.Key, out var current) && current == node)
            {
                _entries.Remove(node.Value.Key);
            }
        }
    }

    private sealed class Entry(TKey key, Lazy<TValue> loading)
    {
        public TKey Key => key;

        public Lazy<TValue> Loading => loading;

        public long Size { get; set; }

        public volatile bool IsSettled;
    }
}
