using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Results;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.SavedRuns;
using OrleansDro.Hosting.Http;

namespace OrleansDro.Cli.Tests.SavedRuns;

/// <summary>A folder <c>runs</c> with a comparison of two runs in it, and the page over it.</summary>
internal sealed class FolderOfRuns : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private FolderRuns? _runs;
    private PageServer? _server;

    public FolderOfRuns()
    {
        RunFiles.Write(_folder.File("runs/a comparison/erm"), Uniform);
        RunFiles.Write(_folder.File("runs/a comparison/dro"), Hardness);
        RunFiles.WriteReport(_folder.File("runs/a comparison"), [new LabeledResult("ERM", Uniform), new LabeledResult("DRO", Hardness)]);
    }

    public static RunResult Uniform { get; } = Named("phantom-erm", "uniform");

    public static RunResult Hardness { get; } = Named("phantom-dro", "hardness");

    public HttpClient Client { get; } = new();

    public Uri Address => _server!.Address;

    public string File(string name) => _folder.File(name);

    public async Task<FolderOfRuns> StartAsync()
    {
        _runs = new FolderRuns(new RootFolder(_folder.File("runs")), _clock);
        _server = await PageServer.StartAsync(_runs, 0, endpoints => endpoints.MapRunFiles(_runs));
        Client.BaseAddress = _server.Address;
        return this;
    }

    /// <summary>Lets the folder be looked through again.</summary>
    public void LookAgain() => _clock.Advance(TimeSpan.FromSeconds(2));

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _runs?.Dispose();
        Client.Dispose();
        _folder.Dispose();
    }

    private static RunResult Named(string name, string sampling)
    {
        var result = Reporting.Samples.Realistic(sampling);
        return result with { Run = name, Spec = result.Spec with { Name = name } };
    }
}
