using Microsoft.Extensions.Caching.Memory;
using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Dashboard.Sources;

namespace OrleansDro.Cli.SavedRuns;

/// <summary>The runs whose files are below a folder. The folder is looked through again at most once a second, so that new runs appear.</summary>
internal sealed class FolderRuns(RootFolder root, TimeProvider clock) : IRunSource, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Only runs that somebody looks at keep their cases in memory.
    private static readonly TimeSpan CasesKept = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _cases = new(new MemoryCacheOptions());
    private readonly Lock _lock = new();
    private Dictionary<string, SavedRun> _runs = [];
    private long? _lookedAt;

    /// <inheritdoc/>
    public Task<IReadOnlyList<RunOverview>> GetRuns() => Task.Run<IReadOnlyList<RunOverview>>(() => [.. Runs().Values.Select(run => run.Overview).OrderBy(run => run.Written)]);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeviceView>> GetDevices() => Task.FromResult<IReadOnlyList<DeviceView>>([]);

    /// <inheritdoc/>
    public IRunReader Get(string run) => new SavedRunReader(run, Find(run), CasesOf);

    /// <summary>The files of a run; null if there is no such run.</summary>
    /// <param name="name">Its name; slashes may be encoded, as the path of a request has them.</param>
    public SavedRun? Find(string name) => Runs().GetValueOrDefault(name.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    public void Dispose() => _cases.Dispose();

    private SavedCases CasesOf(SavedRun run) => _cases.GetOrCreate((run.Name, run.Stamp), entry =>
    {
        entry.SlidingExpiration = CasesKept;
        var overview = run.Overview;
        return overview.Spec is { } spec && overview.Status.State != RunState.Unknown
            ? new SavedCases(run.ReadCases(), spec, overview.Status.StepsCommitted, overview.Status.Statistics?.Beta ?? 0)
            : throw new InvalidOperationException(overview.Status.Failure!.Message);
    })!;

    private Dictionary<string, SavedRun> Runs()
    {
        lock (_lock)
        {
            if (_lookedAt is { } last && clock.GetElapsedTime(last) < Pause)
            {
                return _runs;
            }

            var found = root.FindRuns().Select(folder => new SavedRun(root, folder.Name, folder.Path));

            // A run whose files have not changed keeps what was read of them.
            _runs = found.Select(run => _runs.TryGetValue(run.Name, out var known) && known.Stamp == run.Stamp ? known : run).ToDictionary(run => run.Name);
            _lookedAt = clock.GetTimestamp();
            return _runs;
        }
    }
}
