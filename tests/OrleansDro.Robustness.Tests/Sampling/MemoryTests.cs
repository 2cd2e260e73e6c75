using OrleansDro.Robustness.History;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Robustness.Tests.Sampling;

[Collection(Alone.Name)]
public sealed class MemoryTests
{
    [Fact]
    public void HistoryAndIndex_AMillionCases_TakeAtMost24BytesEach()
    {
        const int Cases = 1_000_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var history = new CaseHistory(Cases);
        var index = new HardnessIndex(history, 2);
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / Cases;
        Assert.Equal(Cases, index.Mass.UnseenCases);

        // 16 of the history alone: less would say that the measurement is wrong.
        Assert.InRange(bytes, 16, 24);
        GC.KeepAlive(history);
    }
}
