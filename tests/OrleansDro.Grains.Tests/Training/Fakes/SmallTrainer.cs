using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Context;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Grains.Training.Replicas;
using OrleansDro.Grains.Training.Session;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>One trainer of a run, without a cluster: a small replica with the state of the seed, and a session. All of its work is in turns, as in a grain.</summary>
internal sealed class SmallTrainer : IAsyncDisposable
{
    /// <summary>The silo of all trainers.</summary>
    public const string Silo = "127.0.0.1:1@1";

    /// <summary>The attempt of the run.</summary>
    public const long Attempt = 1;

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly GrainTurns _turns = new();
    private readonly CancellationTokenSource _released = new();
    private readonly LatestOrders _orders = new();
    private readonly SmallReplica _replica;
    private readonly RunMeter _meter;

    private SmallTrainer(RunSpec spec, SamplerInMemory sampler, SiloAllReduceRegistry registry, int device, TimeProvider clock, SmallReplica replica)
    {
        _replica = replica;
        _meter = new RunMeter(_services.GetRequiredService<IMeterFactory>(), clock);
        var context = new TrainerContext(
            new RunGrains(new CoordinatorInMemory(), sampler, _ => throw new NotSupportedException()),
            spec.Name,
            Id(device),
            spec,
            new AllReduceContext(registry, spec.Name, spec, Silo),
            CheckpointRoot: null,
            _orders,
            EndRun,
            new TrainingMetrics(_meter),
            clock,
            _released.Token);
        var validator = new Validator(context, replica.Live, replica.Thread, _ => throw new NotSupportedException());
        Session = new TrainingSession(context, replica.Live, replica.Thread, new TrainingCases(new SmallCases(), sampler, _released.Token), validator);
    }

    /// <summary>The session.</summary>
    public TrainingSession Session { get; }

    /// <summary>The step that the replica takes next.</summary>
    public long? Step => _replica.Live.Step;

    /// <summary>The hash of the model after the last step; null before.</summary>
    public string? ModelHash => _replica.Live.Summary?.ModelHash;

    /// <summary>The trainer on a device.</summary>
    public static TrainerId Id(int device) => new(Silo, $"cpu:{device}");

    /// <summary>Builds a trainer.</summary>
    public static async Task<SmallTrainer> BuildAsync(RunSpec spec, SamplerInMemory sampler, SiloAllReduceRegistry registry, int device = 0, TimeProvider? clock = null)
    {
        var replica = await SmallReplica.BuildAsync(spec);
        await replica.Live.InitializeFromSeed(Attempt, 0);
        return new SmallTrainer(spec, sampler, registry, device, clock ?? TimeProvider.System, replica);
    }

    /// <summary>Runs the session under the given orders until it ends.</summary>
    public Task RunAsync(TrainerOrders orders) => InTurn(() =>
    {
        Receive(orders);
        return Session.Run();
    });

    /// <summary>Takes orders, within a turn.</summary>
    public void Receive(TrainerOrders orders) => _orders.Update(orders);

    /// <summary>Does something in a turn.</summary>
    public Task InTurn(Func<Task> work) => _turns.InTurn(work);

    public async ValueTask DisposeAsync()
    {
        await InTurn(() => Session.DisposeAsync().AsTask());
        await _released.CancelAsync();
        _released.Dispose();
        _meter.Dispose();
        await _services.DisposeAsync();
        await _replica.DisposeAsync();
    }

    /// <summary>A session sends a heartbeat when the run has taken its last step.</summary>
    private Task EndRun()
    {
        Receive(new TrainerOrders { Version = long.MaxValue, Phase = RunPhase.Over, Attempt = Attempt });
        return Task.CompletedTask;
    }
}
