using System.Text;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Learning.Tests.Torch;

/// <summary>CPUID values as processors and hypervisors show them.</summary>
public sealed class ProcessorCachesTests
{
    [Theory]
    [InlineData("AuthenticAMD", 0x121, false)] // a level-1 data cache that two threads share
    [InlineData("AuthenticAMD", 0, true)]
    [InlineData("AuthenticAMD", 0x1C000, true)] // how many share a cache that is not there
    [InlineData("GenuineIntel", 0, false)] // Intel has no such leaf, and oneDNN reads another one there
    public void AreHiddenBy_CacheLeaf_IsEmptyOnAmdOnly(string vendor, int register, bool expected) =>
        Assert.Equal(expected, ProcessorCaches.AreHiddenBy((leaf, subLeaf) => (leaf, subLeaf) switch
        {
            (0, 0) => (16, Part(vendor, 0), Part(vendor, 8), Part(vendor, 4)),
            (unchecked((int)0x8000001D), 0) => (register, 0, 0, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(leaf)),
        }));

    private static int Part(string vendor, int start) => BitConverter.ToInt32(Encoding.ASCII.GetBytes(vendor), start);
}
