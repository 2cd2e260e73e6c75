using Microsoft.AspNetCore.Components;

namespace OrleansDro.Dashboard.Parts;

/// <summary>A page that refreshes every second or two while it is open. If the cluster does not answer, the page says so and retries.</summary>
public abstract class Refreshed : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _left = new();
    private Task _refreshing = Task.CompletedTask;

    /// <summary>Why the page shows old data; null if the data are current.</summary>
    protected string? Problem { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await _refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _left.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Loads the data of the page.</summary>
    protected abstract Task Refresh();

    /// <inheritdoc/>
    protected override void OnInitialized() => _refreshing = RefreshLoop();

    private async Task RefreshLoop()
    {
        while (!_left.IsCancellationRequested)
        {
            try
            {
                await Refresh().WaitAsync(Limit, _left.Token);
                Problem = null;
            }
#pragma warning disable CA1031 // The page must survive any error of the cluster, and retries.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Problem = exception.Message;
            }

            StateHasChanged();
            await Task.Delay(Pause, _left.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
