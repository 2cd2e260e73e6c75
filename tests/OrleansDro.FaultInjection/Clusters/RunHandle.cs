using OrleansDro.Abstractions.Runs;

namespace OrleansDro.FaultInjection.Clusters;

/// <summary>A run on a cluster under faults: every call is repeated until it is answered, and every wait has a limit and describes what it saw.</summary>
internal sealed class RunHandle(ProcessCluster cluster, string name)
{
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(2);
    private const int EventsTold = 60;

    /// <summary>The run's name.</summary>
    public string Name => name;

    private IRunGrain Grain => cluster.Grains.GetGrain<IRunGrain>(name);

    /// <summary>The status of the run.</summary>
    public Task<RunStatus> StatusAsync(CancellationToken cancellationToken = default) => Persistence.AskAsync(() => Grain.GetStatus(), cancellationToken);

    /// <summary>The status of the run, or null if the cluster does not answer within the limit.</summary>
    public async Task<RunStatus?> TryStatusAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return await Grain.GetStatus().WaitAsync(limit, cancellationToken);
        }
        catch (Exception exception) when (Persistence.IsPassing(exception))
        {
            return null;
        }
    }

    /// <summary>What happened to it.</summary>
    public Task<IReadOnlyList<RunEvent>> EventsAsync(CancellationToken cancellationToken = default) => Persistence.AskAsync(() => Grain.GetEvents(), cancellationToken);

    /// <summary>Lets it save a checkpoint and stop.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => Persistence.AskAsync(
        async () =>
        {
            await Grain.Stop();
            return true;
        },
        cancellationToken);

    /// <summary>Waits until the run has an expected status.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    /// <exception cref="TimeoutException">It did not have it in time; the message describes the run.</exception>
    public async Task<RunStatus> WaitUntilAsync(Predicate<RunStatus> reached, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var (found, isReached) = await Eventually.GetAsync(
            async () => await TryStatusAsync(AttemptLimit, cancellationToken) is { } status ? (Status: status, IsReached: reached(status)) : default,
            seen => seen.IsReached || seen.Status?.State.IsFinal() == true,
            _ => DescribeAsync(),
            limit,
            cancellationToken);
        return isReached ? found : throw new InvalidOperationException($"The run ended before it reached the expected status.\n{await DescribeAsync()}");
    }

    /// <summary>Waits until some steps are committed.</summary>
    public Task<RunStatus> WaitForStepAsync(long steps, TimeSpan limit, CancellationToken cancellationToken = default) =>
        WaitUntilAsync(status => status.StepsCommitted >= steps, limit, cancellationToken);

    /// <summary>Waits until a number of trainers have a part of each step.</summary>
    public Task<RunStatus> WaitForTrainersAsync(int trainers, TimeSpan limit, CancellationToken cancellationToken = default) =>
        WaitUntilAsync(status => status.Trainers.Count(trainer => trainer.MicroBatches.Count > 0) == trainers, limit, cancellationToken);

    /// <summary>Waits until something has happened to the run.</summary>
    /// <exception cref="TimeoutException">It did not happen in time; the message describes the run.</exception>
    public async Task<RunEvent> WaitForEventAsync(Func<RunEvent, bool> expected, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        var events = await Eventually.GetAsync(() => EventsAsync(cancellationToken), events => events.Any(expected), _ => DescribeAsync(), limit, cancellationToken);
        return events.First(expected);
    }

    /// <summary>Waits for the end, and gets the result.</summary>
    /// <param name="end">The end that it must come to.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RunOutcome> EndAsync(RunState end, TimeSpan limit, CancellationToken cancellationToken = default)
    {
        await WaitUntilAsync(status => status.State == end, limit, cancellationToken);
        return RunOutcome.From(await Persistence.AskAsync(() => Grain.GetResult(), cancellationToken) ?? throw new InvalidOperationException($"The run has no result.\n{await DescribeAsync()}"));
    }

    /// <summary>Describes the run and its silos, for the message of a failure.</summary>
    public async Task<string> DescribeAsync()
    {
        var status = await TryStatusAsync(AttemptLimit, CancellationToken.None);
        var state = status is null
            ? "the cluster does not answer"
            : FormattableString.Invariant(
                $"{status.State}, {status.StepsCommitted} of {status.Steps} steps, generation {status.Generation}, waits: {status.Waiting} ({status.WaitingFor ?? "-"})")
                + string.Concat(status.Trainers.Select(trainer => FormattableString.Invariant(
                    $"\n  {trainer.Trainer} {trainer.Stage} step {trainer.Step} micro-batches [{string.Join(' ', trainer.MicroBatches)}]")))
                + (status.Failure is { } failure ? $"\n  failure: {failure.Details ?? failure.Message}" : "");
        return $"Run {name}: {state}\nEvents:\n{await EventsInWordsAsync()}\n{cluster.LastOutputs}";
    }

    private async Task<string> EventsInWordsAsync()
    {
        try
        {
            var events = await Grain.GetEvents().WaitAsync(AttemptLimit);
            return string.Join('\n', events.TakeLast(EventsTold).Select(item => FormattableString.Invariant(
                $"  {item.Time:HH:mm:ss.fff} {item.Kind} {item.Trainer} step {item.Step} generation {item.Generation}: {item.Detail}")));
        }
        catch (Exception exception) when (Persistence.IsPassing(exception))
        {
            return $"  (the cluster does not answer: {exception.Message})";
        }
    }
}
