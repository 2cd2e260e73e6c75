using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace OrleansDro.Grains.Tests.Observability.Tracking;

/// <summary>A tracking server that takes MLflow's REST protocol at its word: what a real one refuses is refused, and what was logged can be looked at.</summary>
internal sealed class MlflowServer : IAsyncDisposable
{
    private const int MostMetrics = 1000, MostParameters = 100, LongestValue = 6000;

    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly ConcurrentDictionary<string, string> _experiments = new(StringComparer.Ordinal);

    public MlflowServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = new Uri(FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/"));
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>The runs by id.</summary>
    public ConcurrentDictionary<string, LoggedRun> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>What was refused, and why.</summary>
    public ConcurrentQueue<string> Refused { get; } = [];

    /// <summary>The Authorization headers that came.</summary>
    public ConcurrentQueue<string?> Authorizations { get; } = [];

    /// <summary>How many requests came, answered or not.</summary>
    public int Contacts { get; private set; }

    /// <summary>Answers nothing, and lets the requests hang.</summary>
    public bool Hangs { get; set; }

    /// <summary>Answers 503 to everything.</summary>
    public bool IsBroken { get; set; }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            Contacts++;
            if (!Hangs)
            {
                await AnswerAsync(context);
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Authorizations.Enqueue(context.Request.Headers["Authorization"]);
        var path = context.Request.HttpMethod + " " + context.Request.Url!.AbsolutePath;
        int status;
        object answer;
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            var body = context.Request.HttpMethod == "GET" ? default : JsonDocument.Parse(await reader.ReadToEndAsync()).RootElement;
            (status, answer) = IsBroken
                ? (503, new { error_code = "TEMPORARILY_UNAVAILABLE", message = "broken" })
                : Answer(path, context.Request.QueryString["experiment_name"], body);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or JsonException or InvalidOperationException or FormatException)
        {
            (status, answer) = (400, new { error_code = "INVALID_PARAMETER_VALUE", message = exception.Message });
        }

        if (status is 400 or 405)
        {
            Refused.Enqueue($"{path}: {JsonSerializer.Serialize(answer)}");
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.OutputStream, answer);
        context.Response.Close();
    }

    private (int Status, object Answer) Answer(string path, string? experiment, JsonElement body) => path switch
    {
        "GET /api/2.0/mlflow/experiments/get-by-name" => _experiments.TryGetValue(experiment!, out var id)
            ? (200, new { experiment = new { experiment_id = id, name = experiment, lifecycle_stage = "active" } })
            : (404, new { error_code = "RESOURCE_DOES_NOT_EXIST", message = $"Could not find experiment with name '{experiment}'" }),
        "POST /api/2.0/mlflow/experiments/create" => (200, new { experiment_id = _experiments.GetOrAdd(Text(body, "name"), _ => (_experiments.Count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)) }),
        "POST /api/2.0/mlflow/runs/search" => (200, Search(body)),
        "POST /api/2.0/mlflow/runs/create" => (200, new { run = new { info = new { run_id = Create(body) } } }),
        "POST /api/2.0/mlflow/runs/log-batch" => Log(body),
        "POST /api/2.0/mlflow/runs/update" => Update(body),
        _ => (405, new { error_code = "ENDPOINT_NOT_FOUND", message = path }),
    };

    private object Search(JsonElement body)
    {
        var experiments = body.GetProperty("experiment_ids").EnumerateArray().Select(id => id.GetString()).ToArray();
        var filter = Text(body, "filter").Split(["tags.`", "` = '", "'"], StringSplitOptions.RemoveEmptyEntries);
        var found = Runs.Where(run => experiments.Contains(run.Value.Experiment) && run.Value.Tags.GetValueOrDefault(filter[0]) == filter[1]);
        var runs = found.Take(body.GetProperty("max_results").GetInt32()).Select(run => new { info = new { run_id = run.Key } }).ToArray();
        return runs.Length > 0 ? new { runs } : new object();
    }

    private string Create(JsonElement body)
    {
        if (!_experiments.Values.Contains(Text(body, "experiment_id")))
        {
            throw new KeyNotFoundException("No such experiment.");
        }

        _ = body.GetProperty("start_time").GetInt64();
        var id = Guid.NewGuid().ToString("N");
        Runs[id] = new LoggedRun(Text(body, "experiment_id"), Text(body, "run_name"), Pairs(body, "tags"));
        return id;
    }

    private (int Status, object Answer) Log(JsonElement body)
    {
        var run = Runs[Text(body, "run_id")];
        var metrics = body.TryGetProperty("metrics", out var listed) ? listed.EnumerateArray().ToArray() : [];
        var parameters = Pairs(body, "params");
        if (metrics.Length > MostMetrics || parameters.Count > MostParameters || parameters.Values.Any(value => value.Length > LongestValue))
        {
            throw new InvalidOperationException("The batch is too large.");
        }

        foreach (var (key, value) in parameters)
        {
            if (run.Parameters.GetOrAdd(key, value) != value)
            {
                throw new InvalidOperationException($"The parameter {key} was logged with another value.");
            }
        }

        foreach (var metric in metrics)
        {
            _ = metric.GetProperty("timestamp").GetInt64();
            run.Metrics.Enqueue((Text(metric, "key"), metric.GetProperty("value").GetDouble(), metric.GetProperty("step").GetInt64()));
        }

        return (200, new object());
    }

    private (int Status, object Answer) Update(JsonElement body)
    {
        var status = Text(body, "status");
        if (status is not ("RUNNING" or "SCHEDULED" or "FINISHED" or "FAILED" or "KILLED"))
        {
            throw new InvalidOperationException($"{status} is no status.");
        }

        var run = Runs[Text(body, "run_id")];
        (run.Status, run.EndTime) = (status, body.GetProperty("end_time").GetInt64());
        return (200, new { run_info = new { status } });
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    private static Dictionary<string, string> Pairs(JsonElement body, string name) => body.TryGetProperty(name, out var pairs)
        ? pairs.EnumerateArray().ToDictionary(pair => Text(pair, "key"), pair => Text(pair, "value"))
        : [];

    /// <summary>A run as it was logged.</summary>
    internal sealed class LoggedRun(string experiment, string name, Dictionary<string, string> tags)
    {
        public string Experiment => experiment;

        public string Name => name;

        public Dictionary<string, string> Tags => tags;

        public ConcurrentDictionary<string, string> Parameters { get; } = new(StringComparer.Ordinal);

        public ConcurrentQueue<(string Key, double Value, long Step)> Metrics { get; } = [];

        public string Status { get; set; } = "RUNNING";

        public long EndTime { get; set; }
    }
}
