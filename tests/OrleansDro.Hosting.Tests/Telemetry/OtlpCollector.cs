using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Google.Protobuf;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>A collector on this machine: takes what is sent to it by OTLP over HTTP.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<string> _metrics = new();
    private readonly Task _listening;

    public OtlpCollector()
    {
        Address = new Uri($"http://127.0.0.1:{FreePorts.Pick().Silo}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _listening = Listen();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The spans that came.</summary>
    public OtlpSpan[] Spans => [.. _spans];

    /// <summary>Whether texts came with the metrics: names are texts in the messages, whatever stands around them.</summary>
    public bool HasMetrics(params string[] texts) => texts.All(text => _metrics.Any(metrics => metrics.Contains(text, StringComparison.Ordinal)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _listening;
        _listener.Close();
    }

    private async Task Listen()
    {
        while (_listener.IsListening)
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

            Take(context.Request.Url!.AbsolutePath, await ByteString.FromStreamAsync(context.Request.InputStream));
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private void Take(string path, ByteString request)
    {
        if (path == "/v1/metrics")
        {
            _metrics.Enqueue(Encoding.Latin1.GetString(request.Span));
            return;
        }

        foreach (var span in OtlpSpan.Read(request))
        {
            _spans.Enqueue(span);
        }
    }
}
