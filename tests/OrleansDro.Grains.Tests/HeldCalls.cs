using Microsoft.Extensions.DependencyInjection;

namespace OrleansDro.Grains.Tests;

/// <summary>Holds calls that leave some silos, until they are let go: what is slow, cut off or stands still can so be chosen.</summary>
internal sealed class HeldCalls
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly List<Held> _held = [];

    /// <summary>Has the calls of a silo go through here.</summary>
    public void Watch(ISiloBuilder silo) =>
        silo.Services.AddSingleton<IOutgoingGrainCallFilter>(services => new Filter(this, services.GetRequiredService<ILocalSiloDetails>().SiloAddress));

    /// <summary>Holds the calls of a method that leave certain silos.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="isFrom">Tells the silos.</param>
    /// <returns>Lets them go when it is disposed of.</returns>
    public IDisposable Hold(string method, Predicate<SiloAddress> isFrom)
    {
        var held = new Held(method, isFrom);
        lock (_lock)
        {
            _held.Add(held);
        }

        return held;
    }

    /// <summary>Ends when a call of a method is held, now or in the past.</summary>
    public Task Arrived(string method)
    {
        lock (_lock)
        {
            return Task.WhenAny(_held.Where(held => held.Method == method).Select(held => held.Arrived)).WaitAsync(Limit);
        }
    }

    private Task Passes(string method, SiloAddress silo)
    {
        lock (_lock)
        {
            var holding = _held.Where(held => held.Method == method && held.IsFrom(silo)).ToArray();
            Array.ForEach(holding, held => held.Note());
            return Task.WhenAll(holding.Select(held => held.Released));
        }
    }

    private sealed class Held(string method, Predicate<SiloAddress> isFrom) : IDisposable
    {
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Method => method;

        public Predicate<SiloAddress> IsFrom => isFrom;

        public Task Released => _released.Task;

        public Task Arrived => _arrived.Task;

        public void Note() => _arrived.TrySetResult();

        public void Dispose() => _released.TrySetResult();
    }

    private sealed class Filter(HeldCalls calls, SiloAddress silo) : IOutgoingGrainCallFilter
    {
        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            await calls.Passes(context.MethodName, silo);
            await context.Invoke();
        }
    }
}
