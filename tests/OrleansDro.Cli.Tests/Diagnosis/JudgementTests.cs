using System.Runtime.InteropServices;
using OrleansDro.Cli.Diagnosis;
using OrleansDro.Hosting.Cluster;
using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.SelfTesting;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Tests.Diagnosis;

/// <summary>What the checks make of facts that this machine need not have.</summary>
public sealed class JudgementTests
{
    private const long Gibi = 1L << 30;
    private static readonly Gpu Gpu = new("a GPU", "9.0", "12.8", 80 * Gibi);

    [Theory]
    [InlineData(true, Architecture.X64, "2.36", nameof(FindingStatus.Ok))]
    [InlineData(true, Architecture.X64, "2.31", nameof(FindingStatus.Warning))]
    [InlineData(true, Architecture.X64, null, nameof(FindingStatus.Failure))]
    [InlineData(true, Architecture.Arm64, "2.36", nameof(FindingStatus.Failure))]
    public void System_CLibrary(bool isLinux, Architecture architecture, string? glibc, string expected) =>
        RequireStatus(expected, "cLibrary", SystemCheck.Judge(new SystemFacts("a system", isLinux, architecture, new Version(10, 0), glibc is null ? null : new Version(glibc), null)));

    [Theory]
    [InlineData(false, null, nameof(FindingStatus.Ok), nameof(FindingStatus.Ok))]
    [InlineData(true, null, nameof(FindingStatus.Warning), nameof(FindingStatus.Ok))]
    [InlineData(true, "SSE41", nameof(FindingStatus.Warning), nameof(FindingStatus.Ok))]
    [InlineData(true, "AVX2", nameof(FindingStatus.Warning), nameof(FindingStatus.Ok))]
    [InlineData(false, "SSE41", nameof(FindingStatus.Ok), nameof(FindingStatus.Warning))]
    public void Processor_CachesAndLimit(bool hidesCaches, string? limit, string caches, string variables)
    {
        Finding[] found = [.. ProcessorCheck.Judge(new ProcessorFacts("a processor", hidesCaches, limit, limit is null ? [] : [$"ONEDNN_MAX_CPU_ISA={limit}"]))];
        RequireStatus(caches, "caches", found);
        RequireStatus(variables, "variables", found);
    }

    [Theory]
    [InlineData(16, 8, null, null, nameof(FindingStatus.Ok), nameof(FindingStatus.Ok))]
    [InlineData(16, 1, null, null, nameof(FindingStatus.Warning), nameof(FindingStatus.Ok))]
    [InlineData(16, 8, 4, 3, nameof(FindingStatus.Ok), nameof(FindingStatus.Ok))]
    [InlineData(16, 8, 4, 1, nameof(FindingStatus.Ok), nameof(FindingStatus.Warning))]
    public void Memory_FreeAndLimit(int total, int available, int? limit, int? left, string machine, string group)
    {
        Finding[] found = [.. MemoryCheck.Judge(new MemoryFacts(total * Gibi, available * Gibi, limit * Gibi, left * Gibi))];
        RequireStatus(machine, "machine", found);
        RequireStatus(group, "controlGroup", found);
    }

    [Theory]
    [InlineData(2, nameof(FindingStatus.Ok))]
    [InlineData(1, nameof(FindingStatus.Warning))]
    public void Cores_ThreadsOfATrainer(int usable, string expected) =>
        RequireStatus(expected, "threads", CoresCheck.Judge(new CoreFacts(Machine: 8, Affinity: 4, Quota: 0.5 + usable, usable), threads: 2));

    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-3,8\n", 5)]
    [InlineData("\t0-1,4-5", 4)]
    [InlineData("", null)]
    [InlineData("all", null)]
    public void Cores_ListOfLinux_IsCounted(string list, int? expected) => Assert.Equal(expected, CoreFacts.Count(list));

    [Theory]
    [InlineData(false, false, 0, nameof(FindingStatus.Ok))]
    [InlineData(false, true, 1, nameof(FindingStatus.Warning))]
    [InlineData(true, false, 0, nameof(FindingStatus.Warning))]
    [InlineData(true, true, 0, nameof(FindingStatus.Warning))]
    public void Devices_GpuThatCannotBeUsed(bool isInBuild, bool hasDriver, int gpus, string expected) =>
        RequireStatus(expected, "cuda", DevicesCheck.Judge(new CudaSupport(isInBuild, hasDriver, [.. Enumerable.Repeat(Gpu, gpus)])));

    [Fact]
    public void Devices_GpusThatCanBeUsed_AreListed()
    {
        var cuda = new CudaSupport(IsInBuild: true, HasDriver: true, [Gpu, Gpu]);
        Assert.Equal(["cpu", "cuda:0", "cuda:1"], DevicesCheck.Judge(cuda).Select(finding => finding.Subject));
        Assert.Null(cuda.Problem(1));
        Assert.NotNull(cuda.Problem(2));
    }

    [Theory]
    [InlineData(false, null, 5, nameof(FindingStatus.Ok))]
    [InlineData(false, null, 0, nameof(FindingStatus.Warning))]
    [InlineData(false, "read-only", 5, nameof(FindingStatus.Warning))]
    [InlineData(true, "read-only", 5, nameof(FindingStatus.Failure))]
    public void Folders_RightsAndSpace(bool isNamed, string? problem, int free, string expected) =>
        Assert.Equal(expected, FoldersCheck.Judge(new FolderFacts("--out", "/out", isNamed, problem, free * Gibi)).Status.ToString());

    [Theory]
    [InlineData("version", nameof(FindingStatus.Failure), "5.0.7", true, "everysec", "noeviction", null, 0.1)]
    [InlineData("appendonly", nameof(FindingStatus.Warning), "7.0.15", false, "everysec", "noeviction", null, 0.1)]
    [InlineData("appendonly", nameof(FindingStatus.Warning), "7.0.15", true, "no", "noeviction", null, 0.1)]
    [InlineData("appendonly", nameof(FindingStatus.Warning), "7.0.15", null, null, "noeviction", null, 0.1)]
    [InlineData("maxMemoryPolicy", nameof(FindingStatus.Warning), "7.0.15", true, "always", "allkeys-lru", null, 0.1)]
    [InlineData("rights", nameof(FindingStatus.Failure), "7.0.15", true, "always", "noeviction", "NOPERM", 0.1)]
    [InlineData("roundTrip", nameof(FindingStatus.Warning), "7.0.15", true, "always", "noeviction", null, 150)]
    public void Redis_OneThingOdd_OnlyThatIsFound(string subject, string expected, string version, bool? appendOnly, string? fsync, string policy, string? rights, double milliseconds)
    {
        Finding[] found = [.. RedisCheck.Judge(new RedisFacts
        {
            Version = version, AppendOnly = appendOnly, AppendFsync = fsync, Save = "", MaxMemoryPolicy = policy, RightsProblem = rights, RoundTrip = TimeSpan.FromMilliseconds(milliseconds),
        })];
        var odd = Assert.Single(found, finding => finding.Status != FindingStatus.Ok);
        Assert.Equal((subject, expected), (odd.Subject, odd.Status.ToString()));
        Assert.NotNull(odd.Remedy);
    }

    [Theory]
    [InlineData(false, true, nameof(FindingStatus.Ok))]
    [InlineData(true, true, nameof(FindingStatus.Failure))]
    [InlineData(false, false, nameof(FindingStatus.Failure))]
    public void SelfTest_WrongOrNotRepeatable_IsAFailure(bool isWrong, bool isRepeatable, string expected)
    {
        var report = new SelfTestReport("unet3d", isWrong ? [new Deviation("losses", 1, 0.001, 2)] : [], isRepeatable, TimeSpan.FromSeconds(0.5));
        RequireStatus(expected, "phantom float32 cpu", [SelfTestCheck.Judge("phantom float32 cpu", report, "Use another machine.")]);
    }

    /// <summary>The data of two specs is not here, so what their networks learn is written down; of the third it can be compared.</summary>
    [Fact]
    public void ShippedNetworks_AreThoseThatShip()
    {
        var networks = ShippedNetworks.Read();
        Assert.Equal(Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "specs")).Select(Path.GetFileNameWithoutExtension).Order(), networks.Select(network => network.Spec.Name).Order());
        var (spec, task) = networks.Single(network => network.Spec.Name == "phantom");
        var expected = LearningCatalog.CreateDefault().CreateDataSet(spec.Data.Name, spec.Data.ParseOptions(), spec.Seed).Task;
        Assert.Equal((expected.Kind, expected.InputChannels), (task.Kind, task.InputChannels));
        Assert.Equal(expected.ClassNames, task.ClassNames);
        Assert.Equal(expected.ExampleShape, task.ExampleShape);
    }

    [Fact]
    public async Task Check_Throws_IsAFailure()
    {
        var result = await CheckResult.OfAsync(new Check("odd", (Func<IEnumerable<Finding>>)(() => throw new InvalidOperationException("reason"))));
        Assert.Equal(FindingStatus.Failure, Assert.Single(result.Findings).Status);
        Assert.Equal(FindingStatus.Failure, DiagnosisReport.Of([new CheckResult("fine", [Finding.Ok("a", "b")]), result]).Status);
    }

    private static void RequireStatus(string expected, string subject, IEnumerable<Finding> found)
    {
        var finding = Assert.Single(found, finding => finding.Subject == subject);
        Assert.Equal(expected, finding.Status.ToString());
        Assert.True(finding.Status == FindingStatus.Ok || finding.Remedy is { Length: > 0 });
    }
}
