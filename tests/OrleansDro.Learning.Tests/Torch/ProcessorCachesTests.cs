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

    [Theory]
    [InlineData("AuthenticAMD", unchecked((int)0x8000001D))]
    [InlineData("GenuineIntel", 4)]
    public void Describe_DataCaches_AreGivenWithWhoSharesThem(string vendor, int expectedLeaf) =>
        Assert.Equal("caches 32/1024/32768 KiB for 1/1/2 threads", ProcessorCaches.Describe((leaf, subLeaf) => (leaf, subLeaf) switch
        {
            (0, 0) => (16, Part(vendor, 0), Part(vendor, 8), Part(vendor, 4)),
            (_, 0) when leaf == expectedLeaf => (0x121, 0x01C0003F, 0x3F, 0),
            (_, 1) when leaf == expectedLeaf => (0x122, 0x01C0003F, 0x3F, 0), // instructions
            (_, 2) when leaf == expectedLeaf => (0x143, 0x01C0003F, 0x7FF, 2),
            (_, 3) when leaf == expectedLeaf => (0x4163, 0x03C0003F, 0x7FFF, 1),
            _ when leaf == expectedLeaf => (0, 0, 0, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(leaf)),
        }));

    [Fact]
    public void Describe_NoCaches_SaysThatTheyAreHidden() =>
        Assert.Equal("caches hidden", ProcessorCaches.Describe((leaf, _) => leaf == 0 ? (16, Part("AuthenticAMD", 0), Part("AuthenticAMD", 8), Part("AuthenticAMD", 4)) : (0, 0, 0, 0)));

    private static int Part(string vendor, int start) => BitConverter.ToInt32(Encoding.ASCII.GetBytes(vendor), start);
}
