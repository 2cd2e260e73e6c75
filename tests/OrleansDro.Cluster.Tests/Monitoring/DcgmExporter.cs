using System.Globalization;
using System.Net;
using System.Text;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Monitoring;

/// <summary>
/// Answers as NVIDIA's DCGM exporter does on a machine with one GPU, with the names, units and labels of its default counters
/// (https://github.com/NVIDIA/dcgm-exporter, etc/default-counters.csv), so that the panels' queries can be asked where no GPU is.
/// </summary>
internal sealed class DcgmExporter : IDisposable
{
    private const string Labels = """{gpu="0",UUID="GPU-604ac76c-d9cf-fef3-62e9-d92044ab6e52",device="nvidia0",modelName="NVIDIA H100",Hostname="node-1"}""";

    private readonly HttpListener _listener = new();

    public DcgmExporter()
    {
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}/"));
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = AnswerAsync();
    }

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task AnswerAsync()
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"# TYPE DCGM_FI_DEV_GPU_UTIL gauge\nDCGM_FI_DEV_GPU_UTIL{Labels} 97\n")
            .Append(CultureInfo.InvariantCulture, $"# TYPE DCGM_FI_DEV_FB_USED gauge\nDCGM_FI_DEV_FB_USED{Labels} 61440\n")
            .Append(CultureInfo.InvariantCulture, $"# TYPE DCGM_FI_DEV_GPU_TEMP gauge\nDCGM_FI_DEV_GPU_TEMP{Labels} 61\n")
            .Append(CultureInfo.InvariantCulture, $"# TYPE DCGM_FI_DEV_POWER_USAGE gauge\nDCGM_FI_DEV_POWER_USAGE{Labels} 612.5\n");
        var body = Encoding.UTF8.GetBytes(text.ToString());
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                // The test is over, or the one who asked has gone.
            }
        }
    }
}
