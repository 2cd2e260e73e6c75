using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Observability.Tracking;

namespace OrleansDro.Grains.Tests.Observability.Tracking;

/// <summary>Runs are written down while they train, and train on whatever happens to that.</summary>
public sealed class RunTrackingTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly MlflowServer _server = new();
    private SiloCluster? _cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _cluster = await SiloCluster.StartAsync(
            1, configure: silo => silo.Services.AddSingleton<IRunTracker>(_ => new MlflowTracker(new MlflowOptions { Address = _server.Address }, TimeProvider.System)));
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Run_WithAnEventFolder_IsWrittenForTensorBoardAndMlflow()
    {
        using var folder = new TemporaryFolder();
        var result = await SmallRun.Complete(_cluster!.Grains, new RunStart { Spec = SmallRun.Spec(), EventFolder = folder.File("tensorboard") });
        await UntilAsync(() => _server.Runs.Values.SingleOrDefault()?.Status == "FINISHED");
        var expected = result.Statistics.Select(record => (record.Step, record.Losses.Cvar95)).ToArray();
        Assert.Equal(4, expected.Length);
        Assert.Equal(expected, _server.Runs.Values.Single().Metrics.Where(metric => metric.Key == "loss/cvar95").Select(metric => (metric.Step, metric.Value)));
        await UntilAsync(() => EventFile.ReadScalars(folder.File("tensorboard")).Any(scalar => scalar.Tag == "validation/dice/p5"));
        var scalars = EventFile.ReadScalars(folder.File("tensorboard"));
        Assert.Equal(expected.Select(record => (record.Step, (float)record.Cvar95)), scalars.Where(scalar => scalar.Tag == "loss/cvar95").Select(scalar => (scalar.Step, (float)scalar.Value)));
        Assert.Empty(_server.Refused);
    }

    [Fact]
    public async Task Run_TrackingServerHangs_TrainsOn()
    {
        _server.Hangs = true;
        var result = await SmallRun.Complete(_cluster!.Grains, new RunStart { Spec = SmallRun.Spec() });
        Assert.Equal(12, result.StepsCommitted);
        await UntilAsync(() => _server.Contacts > 0);
        Assert.Empty(_server.Runs);
    }

    [Fact]
    public async Task Run_TrackingServerIsAwayForAWhile_GetsTheWholeHistory()
    {
        _server.IsBroken = true;
        var result = await SmallRun.Complete(_cluster!.Grains, new RunStart { Spec = SmallRun.Spec() });
        await UntilAsync(() => !_server.Authorizations.IsEmpty);
        _server.IsBroken = false;
        await UntilAsync(() => _server.Runs.Values.SingleOrDefault()?.Status == "FINISHED");
        Assert.Equal(result.Statistics.Select(record => record.Step), _server.Runs.Values.Single().Metrics.Where(metric => metric.Key == "loss/mean").Select(metric => metric.Step));
    }

    private static Task UntilAsync(Func<bool> isReached, [CallerArgumentExpression(nameof(isReached))] string expected = "") =>
        Eventually.IsTrueAsync(isReached, () => expected, Limit, Token);
}
