using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Coordination;

/// <summary>Waits for progress that trainers report to a run. A failure of the run or of its membership loop ends the wait.</summary>
internal sealed class RunWait(DurableRun run, AsyncPulse changed)
{
    /// <summary>Waits until a value is available.</summary>
    /// <param name="read">Reads the value; null if it is not available yet.</param>
    /// <param name="membershipLoop">The loop that must keep running meanwhile.</param>
    /// <exception cref="InvalidOperationException">The run failed, or it continues on another silo.</exception>
    public async Task<T> For<T>(Func<T?> read, Task membershipLoop)
        where T : class
    {
        while (true)
        {
            if (read() is { } value)
            {
                return value;
            }

            await Next(membershipLoop);
        }
    }

    /// <summary>Waits until a condition holds.</summary>
    /// <inheritdoc cref="For{T}"/>
    public async Task WaitUntil(Func<bool> condition, Task membershipLoop)
    {
        while (!condition())
        {
            await Next(membershipLoop);
        }
    }

    /// <summary>Waits for a while.</summary>
    /// <inheritdoc cref="For{T}"/>
    public async Task Pause(TimeSpan duration, Task membershipLoop)
    {
        await RequireActive(membershipLoop);
        await Task.Delay(duration);
    }

    private async Task Next(Task membershipLoop)
    {
        await RequireActive(membershipLoop);
        await BoundedWait.Ends(changed.Next);
    }

    private async Task RequireActive(Task membershipLoop)
    {
        if (run.Record.Failure is { } failure)
        {
            throw new InvalidOperationException(failure.Message);
        }

        if (run.IsSuperseded)
        {
            throw new InvalidOperationException("The run continues on another silo.");
        }

        if (membershipLoop.IsFaulted)
        {
            await membershipLoop;
        }
    }
}
