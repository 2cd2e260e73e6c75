using System.Collections.Concurrent;

namespace OrleansDro.Learning.Torch;

/// <summary>
/// The one thread on which a trainer does its Torch work. Grad mode, disposal scopes and autocast belong to a thread in TorchSharp,
/// and each thread that computes has an OpenMP pool of its own: work that hops between threads leaks tensors, loses gradients and runs slower.
/// Work items run one after the other and never await.
/// </summary>
public sealed class TorchThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name in debuggers.</param>
    public TorchThread(string name)
    {
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Runs a function on the thread, after all work that was queued before.</summary>
    /// <returns>Its result or exception; continuations run elsewhere, so they cannot block the thread.</returns>
    /// <exception cref="ObjectDisposedException">The thread was disposed.</exception>
    public Task<T> Run<T>(Func<T> function)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            try
            {
                completion.SetResult(function());
            }
#pragma warning disable CA1031 // Each error goes to the caller that awaits, and must not end the thread.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                completion.SetException(exception);
            }
        });
        return completion.Task;
    }

    /// <summary>Runs an action on the thread, after all work that was queued before.</summary>
    /// <exception cref="ObjectDisposedException">The thread was disposed.</exception>
    public Task Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>Lets the thread end after the work it has; returns at once.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Enqueue(Action work)
    {
        try
        {
            _work.Add(work);
        }
        catch (InvalidOperationException)
        {
            throw new ObjectDisposedException(nameof(TorchThread));
        }
    }

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }

        _work.Dispose();
    }
}
