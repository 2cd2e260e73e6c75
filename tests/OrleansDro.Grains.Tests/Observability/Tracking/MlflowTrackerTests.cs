using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Observability.Metrics;
using OrleansDro.Grains.Observability.Tracking;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Grains.Tests.Observability.Tracking;

public sealed class MlflowTrackerTests : IAsyncLifetime
{
    private readonly MlflowServer _server = new();
    private readonly RunMetricsSample _run = new() { StartId = Guid.NewGuid(), Spec = SmallRun.Spec(), Status = Status(RunState.Training), Totals = RunTotals.Zero };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AddAndEnd_OneRun_IsLoggedWithParametersMetricsAndStatus()
    {
        using var tracker = Tracker();
        await tracker.Add(_run, [Statistics(2), Statistics(5)], Token);
        await tracker.Add(_run, [Statistics(8)], Token);
        await tracker.End(_run with { Status = Status(RunState.Completed), Validation = [new TailReport("dice", TailSummary.Of([0.5, 0.9], WorstTail.Low), [])] }, Token);
        var logged = Assert.Single(_server.Runs).Value;
        Assert.Empty(_server.Refused);
        Assert.Equal(("run", "FINISHED"), (logged.Name, logged.Status));
        Assert.True(logged.EndTime > 0);
        Assert.Equal(("5", "unet3d"), (logged.Parameters["seed"], logged.Parameters["model"]));
        Assert.Equal([(3.0, 2L), (6.0, 5L), (9.0, 8L)], logged.Metrics.Where(metric => metric.Key == "loss/max").Select(metric => (metric.Value, metric.Step)));
        Assert.Equal((0.5, 12L), Assert.Single(logged.Metrics, metric => metric.Key == "validation/dice/min") is var (_, value, step) ? (value, step) : default);
    }

    [Fact]
    public async Task Add_VeryLongOptions_AreCutToWhatTheServerTakes()
    {
        var spec = SmallRun.Spec() with { Data = new ComponentSpec("files", $$"""{"path": "{{new string('x', 10_000)}}"}""") };
        using var tracker = Tracker();
        await tracker.Add(_run with { Spec = spec }, [Statistics(2)], Token);
        Assert.Empty(_server.Refused);
        Assert.Equal(6000, Assert.Single(_server.Runs).Value.Parameters["data.options"].Length);
    }

    [Theory]
    [InlineData(RunState.Failed, "FAILED")]
    [InlineData(RunState.Stopped, "KILLED")]
    public async Task End_OtherEnds_HaveTheirStatus(RunState state, string expected)
    {
        using var tracker = Tracker();
        await tracker.End(_run with { Status = Status(state) }, Token);
        Assert.Equal(expected, Assert.Single(_server.Runs).Value.Status);
    }

    /// <summary>A thousand metrics are the most that a server takes in one request.</summary>
    [Fact]
    public async Task Add_LongHistory_IsSplit()
    {
        using var tracker = Tracker();
        var statistics = Enumerable.Range(0, 400).Select(step => Statistics(step)).ToArray();
        await tracker.Add(_run, statistics, Token);
        Assert.Empty(_server.Refused);
        Assert.Equal(Enumerable.Range(0, 400).Select(step => (long)step), Assert.Single(_server.Runs).Value.Metrics.Where(metric => metric.Key == "loss/mean").Select(metric => metric.Step));
    }

    /// <summary>The run moved to another silo, whose process exports it.</summary>
    [Fact]
    public async Task Add_ByAnotherTracker_GoesOnWithTheRun()
    {
        using (var first = Tracker())
        {
            await first.Add(_run, [Statistics(2)], Token);
        }

        using var second = Tracker();
        await second.Add(_run, [Statistics(5)], Token);
        Assert.Equal([2L, 5L], Assert.Single(_server.Runs).Value.Metrics.Where(metric => metric.Key == "loss/mean").Select(metric => metric.Step));
        await second.Add(_run with { StartId = Guid.NewGuid() }, [Statistics(2)], Token);
        Assert.Equal(2, _server.Runs.Count);
    }

    [Fact]
    public async Task Add_NumberThatIsNotFinite_IsLeftOut()
    {
        using var tracker = Tracker();
        await tracker.Add(_run, [Statistics(2) with { DrawnLoss = double.NaN }], Token);
        Assert.Empty(_server.Refused);
        Assert.DoesNotContain(Assert.Single(_server.Runs).Value.Metrics, metric => metric.Key == "loss/drawn");
    }

    [Fact]
    public async Task Add_ServerThatIsBroken_ThrowsAndTellsWhy()
    {
        using var tracker = Tracker();
        _server.IsBroken = true;
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => tracker.Add(_run, [Statistics(2)], Token));
        Assert.Contains("503", exception.Message, StringComparison.Ordinal);
        _server.IsBroken = false;
        await tracker.Add(_run, [Statistics(2)], Token);
        Assert.Single(_server.Runs);
    }

    [Theory]
    [InlineData("MLFLOW_TRACKING_TOKEN", "secret", "Bearer secret")]
    [InlineData("MLFLOW_TRACKING_USERNAME", "someone", "Basic c29tZW9uZTo=")]
    public async Task FromEnvironment_Credentials_AreSent(string variable, string value, string expected)
    {
        var variables = new Dictionary<string, string> { [MlflowOptions.AddressVariable] = _server.Address.AbsoluteUri, [variable] = value, ["MLFLOW_EXPERIMENT_NAME"] = "mine" };
        var options = MlflowOptions.FromEnvironment(name => variables.GetValueOrDefault(name))!;
        Assert.Equal("mine", options.Experiment);
        using var tracker = new MlflowTracker(options, TimeProvider.System);
        await tracker.Add(_run, [Statistics(2)], Token);
        Assert.All(_server.Authorizations, authorization => Assert.Equal(expected, authorization));
    }

    [Fact]
    public void FromEnvironment_CredentialsInTheAddress_AreSentAndNotShown()
    {
        var options = MlflowOptions.FromEnvironment(name => name == MlflowOptions.AddressVariable ? "http://someone:se%40cret@mlflow.example.org:5000/base?x=y" : null)!;
        Assert.Equal("http://mlflow.example.org:5000/base/", options.Address.AbsoluteUri);
        Assert.Equal("someone:se@cret", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(options.Authorization!.Parameter!)));
        using var tracker = new MlflowTracker(options, TimeProvider.System);
        Assert.Equal("MLflow at mlflow.example.org:5000", tracker.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("file:///home/someone/mlruns")]
    [InlineData("./mlruns")]
    [InlineData("databricks")]
    public void FromEnvironment_NoServer_IsNull(string? address) => Assert.Null(MlflowOptions.FromEnvironment(name => name == MlflowOptions.AddressVariable ? address : null));

    private MlflowTracker Tracker() => new(new MlflowOptions { Address = _server.Address }, TimeProvider.System);

    private static RunStatus Status(RunState state) => new() { Run = "run", State = state, StepsCommitted = 12 };

    private static LossStatistics Statistics(long step) => new()
    {
        Step = step,
        Seconds = step,
        DrawnLoss = 1,
        Losses = TailSummary.Of([1, step + 1.0], WorstTail.High),
        Objective = 1,
        EffectiveSampleSize = 1,
        KullbackLeibler = 0,
        SeenCases = 2,
        QuarantinedCases = 0,
    };
}
