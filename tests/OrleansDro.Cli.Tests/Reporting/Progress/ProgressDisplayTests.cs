using System.Text;
using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using Spectre.Console;

namespace OrleansDro.Cli.Tests.Reporting.Progress;

public sealed class ProgressDisplayTests
{
    [Fact]
    public async Task ShowAsync_NoTerminal_WritesLines()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });

        var result = await new ProgressDisplay(console, new FakeTimeProvider()).ShowAsync(Watch);

        Assert.Equal(42, result);
        Assert.Equal("DRO  completed: 500 steps\n", writer.ToString(), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task ShowAsync_Terminal_DrawsInPlace()
    {
        using var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new TerminalOutput(writer), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes });

        var result = await new ProgressDisplay(console, new FakeTimeProvider()).ShowAsync(Watch);

        Assert.Equal(42, result);
        Assert.Contains("\e[", writer.ToString(), StringComparison.Ordinal);
        Assert.Contains("samples/s", writer.ToString(), StringComparison.Ordinal);
    }

    private static Task<int> Watch(IRunProgress progress)
    {
        progress.Report("DRO", Samples.Status(RunState.Completed, 500));
        return Task.FromResult(42);
    }

    private sealed class TerminalOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => true;

        public int Width => 80;

        public int Height => 24;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
