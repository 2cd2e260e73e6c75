using OrleansDro.Cli.Diagnosis;

namespace OrleansDro.Cli.Tests.Diagnosis;

/// <summary>Limits are read from files as the kernel has them, in a folder that stands for the root of the file system.</summary>
public sealed class ControlGroupTests : IDisposable
{
    private const long Mebi = 1 << 20;
    private readonly TemporaryFolder _root = new();

    [Fact]
    public void Read_Version2_TakesTheStrictestOfTheGroupAndThoseAbove()
    {
        _root.Write("proc/self/cgroup", "0::/system.slice/app.service\n");
        _root.Write("proc/self/mountinfo", "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n");
        _root.Write("sys/fs/cgroup/system.slice/app.service/cpu.max", "max 100000\n");
        _root.Write("sys/fs/cgroup/system.slice/cpu.max", "150000 100000\n");
        _root.Write("sys/fs/cgroup/system.slice/app.service/memory.max", $"{512 * Mebi}\n");
        _root.Write("sys/fs/cgroup/system.slice/app.service/memory.current", $"{300 * Mebi}\n");
        _root.Write("sys/fs/cgroup/system.slice/app.service/memory.stat", $"anon {200 * Mebi}\ninactive_file {100 * Mebi}\n");
        _root.Write("sys/fs/cgroup/system.slice/memory.max", "max\n");
        Assert.Equal(new ControlGroup(1.5, 512 * Mebi, 312 * Mebi), ControlGroup.Read(_root.Path));
    }

    [Fact]
    public void Read_Version1_EachControllerHasItsOwnMount()
    {
        _root.Write("proc/self/cgroup", "4:memory:/box\n2:cpu,cpuacct:/box\n0::/\n");
        _root.Write(
            "proc/self/mountinfo",
            "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "50000\n");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
        _root.Write("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
        _root.Write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", $"{256 * Mebi}\n");
        _root.Write("sys/fs/cgroup/memory/box/memory.usage_in_bytes", $"{100 * Mebi}\n");
        _root.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Assert.Equal(new ControlGroup(0.5, 256 * Mebi, 156 * Mebi), ControlGroup.Read(_root.Path));
    }

    [Fact]
    public void Read_ContainerWhoseMountShowsItsGroupAsRoot_IsFound()
    {
        _root.Write("proc/self/cgroup", "4:memory:/docker/abc\n");
        _root.Write("proc/self/mountinfo", "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
        _root.Write("sys/fs/cgroup/memory/memory.limit_in_bytes", $"{256 * Mebi}\n");
        Assert.Equal(new ControlGroup(null, 256 * Mebi, 256 * Mebi), ControlGroup.Read(_root.Path));
    }

    [Theory]
    [InlineData("0::/\n", "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")]
    [InlineData("", "")]
    public void Read_NoLimitOrNoGroups_AllowsAll(string groups, string mounts)
    {
        _root.Write("proc/self/cgroup", groups);
        _root.Write("proc/self/mountinfo", mounts);
        Assert.Equal(new ControlGroup(null, null, null), ControlGroup.Read(_root.Path));
    }

    public void Dispose() => _root.Dispose();
}
