using Microsoft.Extensions.Time.Testing;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Progress;
using Spectre.Console;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace OrleansDro.Cli.Tests.Reporting.Progress;

public sealed class LiveProgressTests
{
    [Fact]
    public void Report_SequenceOfRuns_ShowsALineForEach()
    {
        IRenderable? shown = null;
        var clock = new FakeTimeProvider();
        var progress = new LiveProgress(renderable => shown = renderable, clock, unicode: false);

        progress.Report("ERM", Samples.Status(RunState.Completed, 500));
        progress.Report("DRO", Samples.Status(RunState.Training));
        clock.Advance(TimeSpan.FromSeconds(10));
        progress.Report("DRO", Samples.Status(RunState.Training, 250) with { WaitingFor = "[a] trainer", Trainers = Samples.Trainers(2) });

        using var console = new TestConsole().Width(80);
        console.Write(shown!);
        Assert.Equal(
            """
                                      step  samples/s  mean loss  CVaR95   ETA
            ERM  ================  500/500       38.3      0.875   1.500     -
            DRO  ========--------  250/500       38.3      0.875   1.500  0:10
            ERM completed: 500 steps
            DRO training, 2 trainers, waiting for [a] trainer
            """,
            string.Join('\n', console.Lines.Select(line => line.TrimEnd())).TrimEnd());
    }
}
