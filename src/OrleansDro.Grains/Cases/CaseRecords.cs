using System.Collections.Concurrent;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Cases;

/// <summary>
/// What the cases of each run hold, in the memory of the silo where their shard lives. A shard writes here what its cases accepted; a case
/// that comes up reads its record from here.
/// </summary>
internal sealed class CaseRecords
{
    private readonly ConcurrentDictionary<(string Run, int Case), CaseRecord[]> _blocks = new();
    private readonly ConcurrentDictionary<string, int> _blockSizes = new();

    /// <summary>Takes in the records of a shard.</summary>
    public void Load(string run, int firstCase, int blockSize, CaseRecord[] records)
    {
        _blockSizes[run] = blockSize;
        _blocks[(run, firstCase)] = records;
    }

    /// <summary>The record of a case; unseen where its shard is not in this silo.</summary>
    public CaseRecord Find(string run, int caseIndex)
    {
        if (!_blockSizes.TryGetValue(run, out var size))
        {
            return CaseRecord.Unseen;
        }

        var first = caseIndex / size * size;
        return _blocks.TryGetValue((run, first), out var records) ? records[caseIndex - first] : CaseRecord.Unseen;
    }
}
