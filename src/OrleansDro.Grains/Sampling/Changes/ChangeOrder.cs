using OrleansDro.Abstractions.Cases;
using OrleansDro.Grains.Protocol.Sampling;

namespace OrleansDro.Grains.Sampling.Changes;

/// <summary>Which changes of the cases must take effect before others.</summary>
internal static class ChangeOrder
{
    /// <summary>
    /// The first step at which a change can take effect after others. Additions keep their order, because they receive the indices in that order. A case can be
    /// changed only after it was added, and can be added again only after it was removed.
    /// </summary>
    /// <param name="before">The changes that were requested before, each with its step.</param>
    /// <param name="change">The change; its own step does not count.</param>
    public static long EarliestStep(IEnumerable<ScheduledChange> before, ScheduledChange change) =>
        before.Where(earlier => MustPrecede(earlier.Change, change.Change)).Max(earlier => earlier.Change.Step) ?? 0;

    private static bool MustPrecede(CaseChange earlier, CaseChange change) => earlier.Kind switch
    {
        CaseChangeKind.Add => change.Kind == CaseChangeKind.Add || earlier.Ids.Intersect(change.Ids).Any(),
        CaseChangeKind.Remove => earlier.Ids.Intersect(change.Ids).Any(),
        _ => false,
    };
}
