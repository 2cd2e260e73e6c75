using Spectre.Console;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>
/// Shows the progress of a run, or of several in a sequence, while they are watched: redrawn in place on a terminal, as plain lines
/// elsewhere. Give it a console on standard error, so that standard output holds nothing but results.
/// </summary>
internal sealed class ProgressDisplay(IAnsiConsole console, TimeProvider clock)
{
    public Task<T> ShowAsync<T>(Func<IRunProgress, Task<T>> watch)
    {
        var profile = console.Profile;
        return profile.Out.IsTerminal && profile.Capabilities is { Ansi: true, Interactive: true }
            ? console.Live(new Text(string.Empty)).StartAsync(live => watch(new LiveProgress(live.UpdateTarget, clock, profile.Capabilities.Unicode)))
            : watch(new LineProgress(console, clock));
    }
}
