using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Tests.Coordination;

/// <summary>A client of a cluster cannot reach files beyond the folders that its silos were started with.</summary>
public sealed class RunFolderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SiloCluster? _cluster;

    public async ValueTask InitializeAsync() => _cluster = await SiloCluster.StartAsync(1, configure: silo => silo.Services.AddSingleton(
        new NodeOptions { CheckpointRoot = Directory.CreateDirectory(_folder.File("runs")).FullName, DataRoot = Directory.CreateDirectory(_folder.File("data")).FullName }));

    [Fact]
    public async Task Start_AnythingBeyondTheRoots_FailsAndWritesNothing()
    {
        var outside = _folder.File("outside");
        await RequireFailure(outside, new RunStart { Spec = SmallRun.Spec(), CheckpointRoot = outside });
        await RequireFailure(outside, new RunStart { Spec = SmallRun.Spec(), EventFolder = outside });
        await RequireFailure("../outside", new RunStart { Spec = SmallRun.Spec() with { Data = new ComponentSpec("idx", """{"path": "../outside"}""") } });

        // Links that lead elsewhere.
        var linked = SmallRun.Spec();
        Directory.CreateSymbolicLink(_folder.File($"runs/{linked.Name}"), _folder.Path);
        await RequireFailure(_folder.File($"runs/{linked.Name}"), new RunStart { Spec = linked });

        // A name that is a path.
        foreach (var name in new[] { "../outside", outside, ".." })
        {
            var spec = SmallRun.Spec() with { Name = name };
            await Assert.ThrowsAsync<ArgumentException>(() => _cluster!.Grains.GetGrain<IRunGrain>(name).Start(new RunStart { Spec = spec }));
            await Assert.ThrowsAsync<ArgumentException>(() => _cluster!.Grains.GetGrain<IRunGrain>(name).Start(new RunStart { Spec = SmallRun.Spec() }));
        }

        Assert.Equal(["data", "runs"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());

        // And what is inside is as ever.
        var good = SmallRun.Spec();
        await SmallRun.Complete(_cluster!.Grains, new RunStart { Spec = good });
        Assert.True(Directory.Exists(_folder.File($"runs/{good.Name}/checkpoints")));
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster!.DisposeAsync();
        _folder.Dispose();
    }

    private async Task RequireFailure(string named, RunStart start)
    {
        var status = await SmallRun.End(_cluster!.Grains, start);
        Assert.Equal((RunState.Failed, true), (status.State, status.Failure?.IsInputError));
        Assert.Contains(named, status.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains(_folder.Path, status.Failure.Message, StringComparison.Ordinal);
    }
}
