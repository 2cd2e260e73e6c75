using OrleansDro.FaultInjection.Chaos;

namespace OrleansDro.Cluster.Tests.Chaos;

/// <summary>A short storm on every build; <c>tests/OrleansDro.Benchmarks -- chaos</c> is the long one.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const long Seed = 20;
    private const int Faults = 6;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Train_UnderSixFaults_NothingButTheTimeChanges()
    {
        Requirements.SkipUnlessMet();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var report = await new ChaosExperiment(controls: 2, trainers: 2).RunAsync(
            Seed, Faults, Pace, record => output.WriteLine($"{record.At:HH:mm:ss.fff} {record}"), output.WriteLine, limit.Token);
        output.WriteLine(report.ToString());
        Assert.Equal(Faults, report.Faults);
        Assert.True(report.IsSame, report.ToString());
    }
}
