using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Text.Json;

namespace OrleansDro.Grains.Observability.Tracking;

/// <summary>The part of MLflow's REST interface (version 2.0) that logs runs.</summary>
internal sealed class MlflowClient : IDisposable
{
    /// <summary>The largest number of characters of a parameter's value that MLflow accepts; longer values are cut.</summary>
    private const int LongestValue = 6000;

    /// <summary>The largest number of metrics in one request.</summary>
    public const int LargestBatch = 1000;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;

    /// <summary>Creates the client; nothing is sent yet.</summary>
    public MlflowClient(MlflowOptions options)
    {
        var handler = new SocketsHttpHandler { UseProxy = !options.Address.IsLoopback, AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _client = new HttpClient(handler) { BaseAddress = new Uri(options.Address, "api/2.0/mlflow/"), Timeout = Limit };
        _client.DefaultRequestHeaders.Authorization = options.Authorization;
    }

    /// <summary>The id of an experiment, which is created if it does not exist.</summary>
    public async Task<string> GetOrCreateExperiment(string name, CancellationToken cancellationToken)
    {
        using var found = await _client.GetAsync(new Uri($"experiments/get-by-name?experiment_name={Uri.EscapeDataString(name)}", UriKind.Relative), cancellationToken);
        if (found.StatusCode != HttpStatusCode.NotFound)
        {
            return (await Read(found, cancellationToken)).GetProperty("experiment").GetProperty("experiment_id").GetString()!;
        }

        return (await Post("experiments/create", new { name }, cancellationToken)).GetProperty("experiment_id").GetString()!;
    }

    /// <summary>The id of the run that has a tag with this value, or null.</summary>
    public async Task<string?> FindRun(string experiment, string tag, string value, CancellationToken cancellationToken)
    {
        var answer = await Post("runs/search", new { experiment_ids = new[] { experiment }, filter = $"tags.`{tag}` = '{value}'", max_results = 1 }, cancellationToken);
        return answer.TryGetProperty("runs", out var runs) && runs.GetArrayLength() > 0 ? runs[0].GetProperty("info").GetProperty("run_id").GetString() : null;
    }

    /// <summary>Creates a run.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> CreateRun(string experiment, string name, DateTimeOffset start, IEnumerable<(string Key, string Value)> tags, CancellationToken cancellationToken)
    {
        var request = new { experiment_id = experiment, run_name = name, start_time = start.ToUnixTimeMilliseconds(), tags = tags.Select(tag => new { key = tag.Key, value = tag.Value }) };
        return (await Post("runs/create", request, cancellationToken)).GetProperty("run").GetProperty("info").GetProperty("run_id").GetString()!;
    }

    /// <summary>Logs parameters; the same value may be logged again.</summary>
    public Task LogParameters(string run, IEnumerable<(string Key, string Value)> parameters, CancellationToken cancellationToken) =>
        Post("runs/log-batch", new { run_id = run, @params = parameters.Select(parameter => new { key = parameter.Key, value = parameter.Value[..Math.Min(parameter.Value.Length, LongestValue)] }) }, cancellationToken);

    /// <summary>Logs metrics, at most <see cref="LargestBatch"/>.</summary>
    public Task LogMetrics(string run, IEnumerable<(string Key, double Value, DateTimeOffset Time, long Step)> metrics, CancellationToken cancellationToken) =>
        Post(
            "runs/log-batch",
            new { run_id = run, metrics = metrics.Select(metric => new { key = metric.Key, value = metric.Value, timestamp = metric.Time.ToUnixTimeMilliseconds(), step = metric.Step }) },
            cancellationToken);

    /// <summary>Sets the status of a run.</summary>
    /// <param name="run">Its id.</param>
    /// <param name="status">RUNNING, FINISHED, FAILED or KILLED.</param>
    /// <param name="end">When it ended; null if it has not ended.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public Task UpdateRun(string run, string status, DateTimeOffset? end, CancellationToken cancellationToken) =>
        Post("runs/update", new { run_id = run, status, end_time = end?.ToUnixTimeMilliseconds() }, cancellationToken);

    public void Dispose() => _client.Dispose();

    private async Task<JsonElement> Post<T>(string address, T request, CancellationToken cancellationToken)
    {
        // With a length: some proxies before MLflow refuse a body in chunks.
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, JsonSerializerOptions.Web));
        body.Headers.ContentType = new MediaTypeHeaderValue(MediaTypeNames.Application.Json);
        using var response = await _client.PostAsync(new Uri(address, UriKind.Relative), body, cancellationToken);
        return await Read(response, cancellationToken);
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"{response.RequestMessage?.RequestUri?.AbsolutePath}: {(int)response.StatusCode} {text[..Math.Min(text.Length, 300)]}", null, response.StatusCode);
        }

        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }
}
