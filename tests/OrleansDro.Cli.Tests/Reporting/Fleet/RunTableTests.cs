using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Cli.Reporting.Fleet;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace OrleansDro.Cli.Tests.Reporting.Fleet;

public sealed class RunTableTests
{
    [Fact]
    public void Create_Runs_ShowsStateTrainersAndWhyTheyWait()
    {
        var waiting = Samples.Status(RunState.Training, 250) with { Trainers = Samples.Trainers(2), HasMixedKinds = true, WaitingFor = "[more] trainers" };
        var failed = Samples.Status(RunState.Failed, 10) with { Run = "bad", Failure = new RunFailure("no such file", IsInputError: true) };
        Assert.Equal(
            """
            run         state      step      trainers   kinds   samples/s   waiting for
            ─────────────────────────────────────────────────────────────────────────────
            phantom-7   training   250/500          2   mixed        38.3   [more] trainers
            bad         failed     10/500           -   -               -   no such file
            """.Replace("─", "", StringComparison.Ordinal).Split('\n').Select(Words),
            Lines(RunTable.Create([waiting, failed])));
    }

    [Fact]
    public void Create_TrainerComputesWrongly_ShowsWhoAndWhat()
    {
        var trainer = new TrainerId("10.0.0.1:11111@7", "cpu:0");
        var refusal = new RunEvent(DateTimeOffset.UnixEpoch, RunEventKind.SelfTestFailed, trainer, 0, 0, "layer is off");
        var lines = Lines(RunTable.Create([Samples.Status(RunState.Training, 250) with { Refusals = [refusal] }]));
        Assert.Equal(["phantom-7:", "10.0.0.1:11111@7/cpu:0"], lines[^1][..2]);
        Assert.Equal(["layer", "is", "off"], lines[^1][^3..]);
    }

    [Fact]
    public void Create_Devices_ShowsWhoHasThem() => Assert.Equal(
        [["silo", "device", "run"], [], ["10.0.0.1:11111@7", "cpu:0", "phantom"], ["10.0.0.1:11111@7", "cpu:1", "-"]],
        Lines(DeviceTable.Create([new DeviceView(new TrainerId("10.0.0.1:11111@7", "cpu:0"), "phantom"), new DeviceView(new TrainerId("10.0.0.1:11111@7", "cpu:1"), null)])));

    [Fact]
    public void Create_Nothing_SaysSo()
    {
        Assert.Equal("No run was started.", string.Join(' ', Lines(RunTable.Create([])).Single()));
        Assert.StartsWith("The cluster has no device.", string.Join(' ', Lines(DeviceTable.Create([])).Single()), StringComparison.Ordinal);
    }

    private static string[][] Lines(IRenderable renderable)
    {
        using var console = new TestConsole().Width(120);
        console.Write(renderable);
        return [.. console.Lines.Where(line => !string.IsNullOrWhiteSpace(line)).Select(line => Words(line.Replace("─", "", StringComparison.Ordinal)))];
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
