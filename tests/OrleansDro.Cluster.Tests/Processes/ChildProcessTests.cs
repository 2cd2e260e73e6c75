using System.Diagnostics;
using System.Runtime.CompilerServices;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Processes;

public sealed class ChildProcessTests
{
    private const char Stopped = 'T';
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
        await UntilAsync(() => process.LastOutput.Contains("line 100", StringComparison.Ordinal));
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
    public async Task StopAndContinue_IsStoppedInBetween()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads the state of a process from /proc.");
        await using var process = Shell("while true; do sleep 0.02; done");
        process.Send(Signal.Stop);
        await UntilAsync(() => StateOf(process) == Stopped);
        process.Send(Signal.Continue);
        await UntilAsync(() => StateOf(process) != Stopped);
        Assert.False(process.HasExited);
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

    // The state follows the name, which is in parentheses: proc(5).
    private static char StateOf(ChildProcess process) => File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[1][0];

    private static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string expected = "") =>
        Eventually.IsTrueAsync(condition, () => expected, Limit, Token);
}
