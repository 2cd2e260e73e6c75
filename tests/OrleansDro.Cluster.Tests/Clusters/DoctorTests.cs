using System.Diagnostics;
using System.Text.Json;
using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Clusters;

/// <summary>What <c>orleansdro doctor</c> finds at a real Redis.</summary>
public sealed class DoctorTests
{
    private const string Password = "a-secret-of-this-test";
    private const string WrongPassword = "a-wrong-secret-of-this-test";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Doctor_RedisAsItShouldBe_AllOk()
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(Token);
        var (_, findings) = await AskAsync(redis, password: null);
        Assert.Equal(["connection", "version", "appendonly", "maxMemoryPolicy", "rights", "roundTrip"], findings.Keys);
        Assert.All(findings.Values, status => Assert.Equal("ok", status));
        Assert.Equal(":0", await redis.AskAsync("DBSIZE", Token)); // the key of the test is gone
    }

    [Fact]
    public async Task Doctor_RedisThatForgets_Warnings()
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"], Token);
        var (exitCode, findings) = await AskAsync(redis, password: null);
        Assert.Equal(0, exitCode);
        Assert.Equal("warning", findings["appendonly"]);
        Assert.Equal("warning", findings["maxMemoryPolicy"]);
    }

    [Theory]
    [InlineData(Password, 0, "ok")]
    [InlineData(WrongPassword, 1, "failure")]
    [InlineData(null, 1, "failure")]
    public async Task Doctor_RedisWithAPassword_FailureUnlessItIsRight(string? password, int expectedExitCode, string expected)
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(["--requirepass", Password], Token);
        var (exitCode, findings) = await AskAsync(redis, password);
        Assert.Equal(expectedExitCode, exitCode);
        Assert.Equal(expected, findings["connection"]);
    }

    [Fact]
    public async Task Doctor_UserWhoMayNotWrite_Failure()
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(["--user", "default", "on", "nopass", "~*", "&*", "+@all", "-@write"], Token);
        var (exitCode, findings) = await AskAsync(redis, password: null);
        Assert.Equal(1, exitCode);
        Assert.Equal("failure", findings["rights"]);
    }

    [Fact]
    public async Task Doctor_RedisIsGone_Failure()
    {
        Requirements.SkipUnlessMet();
        await using var redis = await RedisServer.StartNewAsync(Token);
        await redis.KillAsync();
        var (exitCode, findings) = await AskAsync(redis, password: null);
        Assert.Equal(1, exitCode);
        Assert.Equal("failure", findings["connection"]);
    }

    /// <summary>Runs the command, and requires that no password is in its output.</summary>
    private static async Task<(int ExitCode, IReadOnlyDictionary<string, string> Statuses)> AskAsync(RedisServer redis, string? password)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "orleansdro.dll"), "doctor", "--json", "--redis", redis.Address])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ORLEANSDRO_REDIS_PASSWORD"] = password;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.DoesNotContain("a-secret", output + await error, StringComparison.Ordinal);
            Assert.DoesNotContain("a-wrong-secret", output + await error, StringComparison.Ordinal);
            using var report = JsonDocument.Parse(output);
            var redisCheck = report.RootElement.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("check").GetString() == "redis");
            return (process.ExitCode, redisCheck.GetProperty("findings").EnumerateArray()
                .ToDictionary(finding => finding.GetProperty("subject").GetString()!, finding => finding.GetProperty("status").GetString()!));
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
