using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Observability.Metrics;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>Exports runs to MLflow. A run that continues on another silo keeps its MLflow id, which is found by a tag.</summary>
internal sealed class MlflowTracker(MlflowOptions options, TimeProvider clock) : IRunTracker, IDisposable
{
    private const string StartTag = "orleansdro.start";

    private readonly MlflowClient _client = new(options);
    private readonly Dictionary<Guid, string> _ids = [];

    public string Name => $"MLflow at {options.Address.Authority}";

    public bool Tracks(RunMetricsSample run) => true;

    public Task Add(RunMetricsSample run, IReadOnlyList<LossStatistics> statistics, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return Log(run, statistics.SelectMany(record => TrackedValues.Of(record).Select(entry => (entry.Name, entry.Value, now, record.Step))), cancellationToken);
    }

    public Task Add(RunMetricsSample run, IReadOnlyList<ValidationPoint> validations, CancellationToken cancellationToken) =>
        Log(run, validations.SelectMany(point => TrackedValues.Of(point).Select(entry => (entry.Name, entry.Value, point.Time, point.Steps))), cancellationToken);

    public async Task End(RunMetricsSample run, CancellationToken cancellationToken)
    {
        var id = await IdOf(run, cancellationToken);
        if (run.Spec.Validation is null)
        {
            var now = clock.GetUtcNow();
            await Log(run, run.Validation.SelectMany(TrackedValues.Of).Select(entry => (entry.Name, entry.Value, now, run.Status.StepsCommitted)), cancellationToken);
        }

        var state = run.Status.State switch
        {
            RunState.Completed => "FINISHED",
            RunState.Failed => "FAILED",
            _ => "KILLED",
        };
        await _client.UpdateRun(id, state, clock.GetUtcNow(), cancellationToken);
        _ids.Remove(run.StartId);
    }

    public void Dispose() => _client.Dispose();

    private async Task Log(RunMetricsSample run, IEnumerable<(string Name, double Value, DateTimeOffset Time, long Step)> values, CancellationToken cancellationToken)
    {
        var id = await IdOf(run, cancellationToken);
        foreach (var batch in values.Chunk(MlflowClient.LargestBatch))
        {
            await _client.LogMetrics(id, batch, cancellationToken);
        }
    }

    private async Task<string> IdOf(RunMetricsSample run, CancellationToken cancellationToken)
    {
        if (_ids.TryGetValue(run.StartId, out var known))
        {
            return known;
        }

        var experiment = await _client.GetOrCreateExperiment(options.Experiment, cancellationToken);
        var start = run.StartId.ToString("N");
        var id = await _client.FindRun(experiment, StartTag, start, cancellationToken)
            ?? await _client.CreateRun(experiment, run.Name, clock.GetUtcNow(), [(StartTag, start), ("mlflow.source.name", "orleansdro")], cancellationToken);
        await _client.LogParameters(id, ParametersOf(run.Spec), cancellationToken);
        return _ids[run.StartId] = id;
    }

    private static IEnumerable<(string Key, string Value)> ParametersOf(RunSpec spec) =>
    [
        ("seed", FormattableString.Invariant($"{spec.Seed}")),
        ("steps", FormattableString.Invariant($"{spec.Steps}")),
        ("batchSize", FormattableString.Invariant($"{spec.BatchSize}")),
        ("microBatches", FormattableString.Invariant($"{spec.MicroBatches}")),
        .. Component("data", spec.Data),
        .. Component("model", spec.Model),
        .. Component("loss", spec.Loss),
        .. Component("optimizer", spec.Optimizer),
        .. Component("sampling", spec.Sampling),
    ];

    private static (string Key, string Value)[] Component(string role, ComponentSpec component) => [(role, component.Name), ($"{role}.options", component.Options)];
}
