using System.Globalization;
using System.Text.Json;

namespace OrleansDro.FaultInjection.Processes;

/// <summary>A real Prometheus on a free port of this machine, which asks silos each second and evaluates rules as often.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "prometheus";
    private const string TestTool = "promtool";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ToolLimit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("orleansdro-prometheus-");
    private readonly HttpClient _client = new();
    private ChildProcess? _process;

    private PrometheusServer()
    {
    }

    /// <summary>Whether this machine has Prometheus and its tool.</summary>
    public static bool IsInstalled { get; } = SearchPath.Has(Program) && SearchPath.Has(TestTool);

    /// <summary>The job under which silos are asked.</summary>
    public static string Job => "orleansdro";

    /// <summary>Starts one.</summary>
    /// <param name="rules">The file of the rules.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<PrometheusServer> StartAsync(string rules, CancellationToken cancellationToken = default)
    {
        var server = new PrometheusServer();
        try
        {
            await server.StartProcessAsync(rules, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs promtool.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads, or null.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Its exit code and all that it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> RunToolAsync(IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var start = new System.Diagnostics.ProcessStartInfo(TestTool, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var outputs = Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var texts = await outputs.WaitAsync(ToolLimit, cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, string.Concat(texts));
    }

    /// <summary>Has it ask these silos, and others under a job of their own.</summary>
    public void SetTargets(IEnumerable<Uri> silos, params IEnumerable<(string Job, Uri Address)> others)
    {
        // It reads a file that was moved into place whole.
        var groups = silos.Select(silo => (Job, Address: silo)).Concat(others).Select(target => new { targets = new[] { target.Address.Authority }, labels = new { job = target.Job } });
        File.WriteAllText(Path.Combine(_folder.FullName, "new"), JsonSerializer.Serialize(groups));
        File.Move(Path.Combine(_folder.FullName, "new"), Path.Combine(_folder.FullName, "targets.json"), overwrite: true);
    }

    /// <summary>Evaluates an expression as of now.</summary>
    /// <returns>The values with their labels.</returns>
    /// <exception cref="InvalidOperationException">The expression is wrong.</exception>
    public async Task<IReadOnlyList<(IReadOnlyDictionary<string, string> Labels, double Value)>> QueryAsync(string expression, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri("api/v1/query?query=" + Uri.EscapeDataString(expression), UriKind.Relative), cancellationToken);
        using var document = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
        if (document.RootElement.GetProperty("status").GetString() != "success")
        {
            throw new InvalidOperationException($"{document.RootElement.GetProperty("error").GetString()} in {expression}");
        }

        var data = document.RootElement.GetProperty("data");
        return data.GetProperty("resultType").GetString() == "scalar"
            ? [(new Dictionary<string, string>(), ValueOf(data.GetProperty("result")))]
            : [.. data.GetProperty("result").EnumerateArray().Select(sample => (LabelsOf(sample), ValueOf(sample.GetProperty("value"))))];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> LabelsOf(JsonElement sample) =>
        sample.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);

    private static double ValueOf(JsonElement value) => double.Parse(value[1].GetString()!.Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private async Task StartProcessAsync(string rules, CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        SetTargets([]);
        var configuration = Path.Combine(_folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(
            configuration,
            $"""
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
            rule_files: ["{rules}"]
            scrape_configs:
              - job_name: {Job}
                file_sd_configs:
                  - files: ["{_folder.FullName}/targets.json"]
                    refresh_interval: 1s
            """,
            cancellationToken);
        _process = ChildProcess.Start(
            Program,
            [$"--config.file={configuration}", $"--storage.tsdb.path={_folder.FullName}/data", string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}")]);
        _client.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        await Eventually.IsTrueAsync(
            () => _process.HasExited
                ? throw new InvalidOperationException($"Prometheus ended with {_process.ExitCode}. Its last output:\n{_process.LastOutput}")
                : IsReadyAsync(cancellationToken),
            () => $"Prometheus is not ready. Its last output:\n{_process.LastOutput}",
            StartLimit,
            cancellationToken);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _client.GetAsync(new Uri("-/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
