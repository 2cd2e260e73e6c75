using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Sampling.Shards;

/// <summary>Divides the state of all cases into parts, such as those of shards, and joins the parts.</summary>
internal static class SnapshotParts
{
    /// <summary>The part of each shard.</summary>
    public static ShardSnapshot[] Cut(ShardSnapshot all, CaseBlocks blocks)
    {
        var parts = new ShardSnapshot[blocks.Shards];
        for (var shard = 0; shard < parts.Length; shard++)
        {
            var (first, end) = (blocks.FirstBlockOf(shard) * blocks.Size, blocks.FirstBlockOf(shard + 1) * blocks.Size);
            end = shard == parts.Length - 1 ? all.Records.Length : end;
            parts[shard] = Part(all, first, end);
        }

        return parts;
    }

    /// <summary>The part of the cases from one index up to, but not including, another.</summary>
    public static ShardSnapshot Part(ShardSnapshot all, int first, int end)
    {
        // Both are ordered by their cases.
        var (firstRecent, endRecent) = (FirstAtOrAfter(all.Recent.Cases, first), FirstAtOrAfter(all.Recent.Cases, end));
        var (firstLearned, endLearned) = (FirstAtOrAfter(all.Learned.Cases, first), FirstAtOrAfter(all.Learned.Cases, end));
        var labels = all.Recent.Labels;
        var labelLosses = all.Recent.LabelLossesFor(labels);
        return new ShardSnapshot(
            all.Records[first..end],
            new RecentLosses(
                all.Recent.Cases[firstRecent..endRecent],
                all.Recent.Steps[firstRecent..endRecent],
                all.Recent.Losses[firstRecent..endRecent],
                all.Recent.Probabilities[firstRecent..endRecent],
                labelLosses[(firstRecent * labels)..(endRecent * labels)]),
            all.Reasons.Where(reason => reason.Key >= first && reason.Key < end).ToDictionary(),
            new LearnedCases(
                all.Learned.Cases[firstLearned..endLearned], all.Learned.FirstSteps[firstLearned..endLearned], all.Learned.TimesForgotten[firstLearned..endLearned]));
    }

    /// <summary>The whole, from all parts in their order.</summary>
    public static ShardSnapshot Join(ShardSnapshot[] parts)
    {
        if (parts is [var only])
        {
            return only;
        }

        var labels = parts.Max(part => part.Recent.Labels);
        return new ShardSnapshot(
            Concatenate(parts, part => part.Records),
            new RecentLosses(
                Concatenate(parts, part => part.Recent.Cases),
                Concatenate(parts, part => part.Recent.Steps),
                Concatenate(parts, part => part.Recent.Losses),
                Concatenate(parts, part => part.Recent.Probabilities),
                Concatenate(parts, part => part.Recent.LabelLossesFor(labels))),
            parts.SelectMany(part => part.Reasons).OrderBy(reason => reason.Key).ToDictionary(),
            new LearnedCases(
                Concatenate(parts, part => part.Learned.Cases),
                Concatenate(parts, part => part.Learned.FirstSteps),
                Concatenate(parts, part => part.Learned.TimesForgotten)));
    }

    private static T[] Concatenate<T>(ShardSnapshot[] parts, Func<ShardSnapshot, T[]> arrayOf)
    {
        var whole = new T[parts.Sum(part => arrayOf(part).Length)];
        var end = 0;
        foreach (var array in parts.Select(arrayOf))
        {
            array.CopyTo(whole, end);
            end += array.Length;
        }

        return whole;
    }

    private static int FirstAtOrAfter(int[] ascending, int caseIndex)
    {
        var (low, high) = (0, ascending.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ascending[middle] < caseIndex ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
