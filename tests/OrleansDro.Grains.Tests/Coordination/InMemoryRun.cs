using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Cases;
using OrleansDro.Grains.Checkpoints;
using OrleansDro.Grains.Coordination;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Scheduling;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Grains.Runs;
using OrleansDro.Grains.Tests.Infrastructure;
using OrleansDro.Grains.Validation;

namespace OrleansDro.Grains.Tests.Coordination;

/// <summary>
/// One activation of a run's coordinator with all of its real parts, and fakes for what lies outside: storage, sampler, fleet and trainers. Its code runs on one thread at a time, as
/// that of a grain. The clock stands still unless a test advances it, so that no lease expires.
/// </summary>
internal sealed class InMemoryRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TrainerId Trainer = new("127.0.0.1:1@1", "cpu:0");

    private readonly ConcurrentExclusiveSchedulerPair _thread = new();
    private readonly ServiceProvider _services;
    private readonly AsyncServiceScope _scope;

    /// <summary>Creates the activation; it has not read its state yet.</summary>
    /// <param name="start">How the run is started.</param>
    /// <param name="storage">The storage, which other activations may share.</param>
    /// <param name="sampler">The sampler, which other activations may share.</param>
    public InMemoryRun(RunStart start, SharedStorage? storage = null, FakeSampler? sampler = null)
    {
        (Storage, Sampler) = (storage ?? new SharedStorage(), sampler ?? new FakeSampler());
        var activation = new FakeActivation(start.Spec.Name);
        _services = new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(new NodeOptions { AllowsAnyFolder = true })
            .AddKeyedSingleton<IGrainStorage>(GrainServices.StorageName, Storage)
            .AddSingleton<GrainStateStores>()
            .AddSingleton<CheckpointStore>()
            .AddSingleton<CaseShardLocator>()
            .AddSingleton(Fake.Of<ISiloStatusOracle>((method, _) => method.Name == nameof(ISiloStatusOracle.IsDeadSilo) ? SilosAreDead : Fake.Unexpected(method)))
            .AddSingleton<RunMeter>()
            .AddSingleton<RunMetricsRegistry>()
            .AddSingleton<RunMetrics>()
            .AddSingleton(Fake.Of<IGrainFactory>((method, _) => GrainOf(method.GetGenericArguments()[0])))
            .AddScoped(_ => activation.Context)
            .AddScoped(_ => activation.Runtime)
            .AddRunParts()
            .BuildServiceProvider();
        _scope = _services.CreateAsyncScope();
    }

    public FakeTimeProvider Clock { get; } = new();

    public SharedStorage Storage { get; }

    /// <summary>Whether the cluster has declared the trainers' silos dead.</summary>
    public bool SilosAreDead { get; set; }

    public FakeSampler Sampler { get; }

    /// <summary>The calls to the fleet: <c>+</c> for a request, <c>-</c> for a release.</summary>
    public string DeviceCalls { get; private set; } = "";

    public DurableRun Run => Part<DurableRun>();

    public RunLifecycle Lifecycle => Part<RunLifecycle>();

    public IEnumerable<RunEventKind> Events => Run.Record.Events.Select(happened => happened.Kind);

    /// <summary>Runs an action of the coordinator.</summary>
    public Task Do(Func<Task> action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, _thread.ExclusiveScheduler).Unwrap().WaitAsync(Limit);

    /// <summary>Waits for a condition.</summary>
    public async Task Until(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        for (var holds = false; !holds;)
        {
            await Do(() =>
            {
                holds = condition();
                return Task.CompletedTask;
            });
            await Task.Delay(5, limit.Token);
        }
    }

    /// <summary>Does what a trainer does until the run trains: registers, reports the data set and loads the state.</summary>
    public async Task Prepare(params CaseLabel[] validation)
    {
        await Until(() => Part<RunTrainers>().Register(Trainer));
        await Heartbeat(TrainerStage.Prepared);
        await ReportDataSet(validation);
        await Until(() => Run.State == RunState.Training);
        await Join();
    }

    /// <summary>Reports that the trainer has loaded the state, and waits until it is a member.</summary>
    public async Task Join()
    {
        await Heartbeat(TrainerStage.Ready);
        await Until(() => Run.Record.Current?.Members.Count > 0);
    }

    /// <summary>Reports a data set with two training cases.</summary>
    public Task ReportDataSet(params CaseLabel[] validation) => Do(() =>
    {
        Part<RunData>().RecordSummary(Trainer, new DataSummary([new CaseLabel("a", null), new CaseLabel("b", null)], validation, ["one"], IsSegmentation: false));
        Part<AsyncPulse>().Raise();
        return Task.CompletedTask;
    });

    /// <summary>Reports that the trainer has taken the last step.</summary>
    public Task Finish()
    {
        Sampler.StepsCommitted = Sampler.LastStep + 1;
        return Heartbeat(TrainerStage.Ready, new TrainerSummary("hash", 7));
    }

    /// <summary>Reports predictions of all validation cases.</summary>
    public Task Evaluate(double score) => Do(async () =>
    {
        var (validation, state) = (Part<RunValidation>(), new ModelState(Run.Attempt, Sampler.StepsCommitted));
        var work = await validation.Take(Trainer, state);
        await validation.Report(state, [.. work.Cases.Select(index => new CaseEvaluation(index, $"v{index}", null, 1, score, []))]);
    });

    /// <summary>Sends a heartbeat.</summary>
    public Task Heartbeat(TrainerStage stage, TrainerSummary? finished = null) => Do(() => Part<RunTrainers>().OnHeartbeat(
        new TrainerHeartbeat { Trainer = Trainer, Stage = stage, Step = Sampler.StepsCommitted, Attempt = Run.Attempt, DataHash = "data", Finished = finished }));

    /// <summary>Refuses the only trainer.</summary>
    public Task FailTrainer(RunFailure failure) => Do(() => Part<RunTrainers>().Refuse(Trainer, failure));

    public T Part<T>()
        where T : notnull => _scope.ServiceProvider.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        Run.MarkSuperseded();
        Part<AsyncPulse>().Raise();
        await _scope.DisposeAsync();
        await _services.DisposeAsync();
    }

    private object GrainOf(Type grain) => grain == typeof(ISamplerGrain) ? Sampler.Grain
        : grain == typeof(IFleetCoordinator) ? Fake.Of<IFleetCoordinator>((method, _) =>
        {
            DeviceCalls += method.Name == nameof(IFleetCoordinator.RequestDevices) ? "+" : "-";
            return Task.CompletedTask;
        })
        : grain == typeof(IFleetGrain) ? Fake.Of<IFleetGrain>((_, _) => Task.FromResult<IReadOnlyList<DeviceView>>([]))
        : grain == typeof(ITrainerGrain) ? Fake.Of<ITrainerGrain>((_, _) => Task.FromResult<CasePreview[]>([]))
        : throw new NotSupportedException($"There is no fake of {grain.Name}.");
}
