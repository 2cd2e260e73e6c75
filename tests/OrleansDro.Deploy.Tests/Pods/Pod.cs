using System.Net.Sockets;
using OrleansDro.Deploy.Tests.Kubernetes;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Deploy.Tests.Pods;

/// <summary>A pod that runs, and the probes of its container.</summary>
internal sealed class Pod(PodTemplate template, string name, string address, ChildProcess process) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Its address.</summary>
    public string Address => address;

    /// <summary>Its process.</summary>
    public ChildProcess Process => process;

    /// <summary>Waits until its startup probe succeeds, for as long as the probe allows.</summary>
    /// <exception cref="InvalidOperationException">It ended.</exception>
    /// <exception cref="TimeoutException">It is not ready after that time.</exception>
    public Task UntilReadyAsync(CancellationToken cancellationToken)
    {
        var probe = template.Container.StartupProbe;
        return Eventually.IsTrueAsync(
            () => process.HasExited ? throw new InvalidOperationException($"{name} ended. Its last output:\n{process.LastOutput}") : IsReadyAsync(),
            () => $"{name} is not ready. Its last output:\n{process.LastOutput}",
            TimeSpan.FromSeconds(probe.PeriodSeconds!.Value * probe.FailureThreshold!.Value),
            cancellationToken,
            Pause);
    }

    /// <summary>Whether the readiness probe succeeds.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _client.GetAsync(Http(template.Container.ReadinessProbe.HttpGet.Path));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Asks for a text by HTTP.</summary>
    public Task<string> GetAsync(string path, CancellationToken cancellationToken) => _client.GetStringAsync(Http(path), cancellationToken);

    /// <summary>Whether somebody listens on a port of the container.</summary>
    public async Task<bool> ListensAsync(string port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address, template.Port(port)!.Value, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Deletes it as Kubernetes does: SIGTERM, and its grace period to end in.</summary>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It goes on after that.</exception>
    public async Task<TimeSpan> DeleteAsync(CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        process.Send(Signal.Terminate);
        var isReadyAgain = false;
        var ends = process.WaitForExitAsync(TimeSpan.FromSeconds(template.Template.Spec.TerminationGracePeriodSeconds!.Value), cancellationToken);
        for (var wasReady = true; !ends.IsCompleted;)
        {
            var isReady = await IsReadyAsync();
            isReadyAgain |= isReady && !wasReady;
            wasReady = isReady;
            await Task.WhenAny(ends, Task.Delay(Pause, cancellationToken));
        }

        await ends;
        Assert.False(isReadyAgain, $"{name} was ready again while it stopped.");
        Assert.True(process.ExitCode == 0, process.LastOutput);
        return TimeProvider.System.GetElapsedTime(began);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return process.DisposeAsync();
    }

    private Uri Http(string path) => new(FormattableString.Invariant($"http://{address}:{template.Port("http")}{path}"));
}
