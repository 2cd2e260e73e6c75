using Microsoft.AspNetCore.Components;

namespace OrleansDro.Dashboard.Parts;

/// <summary>A page that asks again every second or two as long as somebody looks at it. Where the cluster does not answer, it says so and goes on asking.</summary>
public abstract class Refreshed : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _left = new();
    private Task _refreshing = Task.CompletedTask;

    /// <summary>Why what is shown is not of now; null where it is.</summary>
    protected string? Problem { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        await _refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _left.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks for what is to be shown.</summary>
    protected abstract Task Refresh();

    /// <inheritdoc/>
    protected override void OnInitialized() => _refreshing = RefreshAgainAndAgain();

    private async Task RefreshAgainAndAgain()
    {
        while (!_left.IsCancellationRequested)
        {
            try
            {
                await Refresh().WaitAsync(Limit, _left.Token);
                Problem = null;
            }
#pragma warning disable CA1031 // Whatever the cluster answers, the page stays and asks again.
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
