using System.Diagnostics;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Processes;

public sealed class ChildProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ChildProcessTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Runs /bin/sh.");

    [Fact]
    public async Task Announcement_OfALine_IsThatLine()
    {
        await using var process = Shell("echo one; echo Ready: two; exec sleep 60");
        Assert.Equal("Ready: two", await process.AnnouncementAsync(Limit, Token));
    }

    [Fact]
    public async Task Announcement_EndsBefore_QuotesItsErrorsAndExitCode()
    {
        await using var process = Shell("echo the port is in use >&2; exit 3");
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => process.AnnouncementAsync(Limit, Token));
        Assert.Contains("the port is in use", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ended with 3", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Announcement_DoesNotCome_QuotesItsOutput()
    {
        await using var process = Shell("echo still starting; exec sleep 60");
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => process.AnnouncementAsync(TimeSpan.FromSeconds(0.5), Token));
        Assert.Contains("still starting", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastOutput_ManyLines_KeepsTheLast()
    {
        await using var process = Shell("for i in $(seq 1 100); do echo line $i; done");
        await process.WaitForExitAsync(Limit, Token);
        await WaitUntil(() => process.LastOutput.Contains("line 100", StringComparison.Ordinal));
        Assert.DoesNotContain("line 50\n", process.LastOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminate_HandledInGoodOrder_ExitCodeOfTheProgram()
    {
        await using var process = Shell("trap 'exit 7' TERM; echo Ready: trap; while true; do sleep 0.05; done");
        await process.AnnouncementAsync(Limit, Token);
        process.Send(Signal.Terminate);
        await process.WaitForExitAsync(Limit, Token);
        Assert.Equal(7, process.ExitCode);
    }

    [Fact]
    public async Task StopAndContinue_StandsStillInBetween()
    {
        await using var process = Shell("i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.02; done");
        await WaitUntil(() => process.LastOutput.Contains("tick", StringComparison.Ordinal));
        process.Send(Signal.Stop);
        await Task.Delay(100, Token); // What it wrote before may still be on its way.
        var before = process.LastOutput;
        await Task.Delay(300, Token);
        Assert.Equal(before, process.LastOutput);
        process.Send(Signal.Continue);
        await WaitUntil(() => process.LastOutput != before);
    }

    [Fact]
    public async Task Kill_OfAStoppedProcess_Ends()
    {
        await using var process = Shell("exec sleep 60");
        process.Send(Signal.Stop);
        await process.KillAsync();
        Assert.True(process.HasExited);
        process.Send(Signal.Continue); // Nobody is there to get it.
    }

    [Fact]
    public async Task Dispose_RunningProcess_IsGone()
    {
        var process = ChildProcess.Start("sleep", ["60"]);
        var id = process.Id;
        await process.DisposeAsync();
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(id));
    }

    private static ChildProcess Shell(string script) => ChildProcess.Start("sh", ["-c", script], line => line.StartsWith("Ready: ", StringComparison.Ordinal));

    private static async Task WaitUntil(Func<bool> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        while (!condition())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
