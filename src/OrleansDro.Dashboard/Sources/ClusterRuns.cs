using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Dashboard.Sources;

/// <summary>The runs of the cluster that this process belongs to.</summary>
internal sealed class ClusterRuns(IGrainFactory grains) : IRunSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<RunOverview>> GetRuns() =>
        await Task.WhenAll((await Fleet.GetRuns()).Select(name => Get(name).GetOverview()));

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeviceView>> GetDevices() => Fleet.GetDevices();

    /// <inheritdoc/>
    public IRunReader Get(string run) => new ClusterRun(grains.GetGrain<IRunGrain>(run));

    private IFleetGrain Fleet => grains.GetGrain<IFleetGrain>(0);
}
