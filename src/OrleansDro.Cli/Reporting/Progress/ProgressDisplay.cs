using Spectre.Console;

namespace OrleansDro.Cli.Reporting.Progress;

/// <summary>
/// Shows the progress of a run, or of several in a sequence, while they are watched: redrawn in place on a terminal, as plain lines
/// elsewhere. Give it a console on standard error, so that standard output holds nothing but results.
/// </summary>
internal sealed class ProgressDisplay(IAnsiConsole console, TimeProvider clock)
{
    /// <summary>On the standard error of this process.</summary>
    public static ProgressDisplay OnError() => new(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }), TimeProvider.System);

    /// <summary>Writes a line next to the progress; a table that is redrawn in place stays below it.</summary>
    public void WriteLine(string text)
    {
        if (IsLive)
        {
            console.WriteLine(text);
        }
        else
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
    }

    public Task<T> ShowAsync<T>(Func<IRunProgress, Task<T>> watch)
        => IsLive
            ? console.Live(new Text(string.Empty)).StartAsync(live => watch(new LiveProgress(live.UpdateTarget, clock, console.Profile.Capabilities.Unicode)))
            : watch(new LineProgress(console, clock));

    private bool IsLive => console.Profile.Out.IsTerminal && console.Profile.Capabilities is { Ansi: true, Interactive: true };
}
