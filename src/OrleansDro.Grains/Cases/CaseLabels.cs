using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Cases;

/// <summary>The labels of the cases of a run, by index and by id. Immutable, so several threads can read it.</summary>
internal sealed class CaseLabels
{
    private readonly IReadOnlyList<CaseLabel> _labels;
    private readonly Dictionary<string, int> _indices;

    /// <summary>Creates the table of the labels.</summary>
    /// <param name="labels">The labels by index. If two have the same id, the later one counts: a removed id can be added again.</param>
    public CaseLabels(IReadOnlyList<CaseLabel> labels)
    {
        _labels = labels;
        _indices = new Dictionary<string, int>(labels.Count, StringComparer.Ordinal);
        for (var index = 0; index < labels.Count; index++)
        {
            _indices[labels[index].Id] = index;
            HasGroups |= labels[index].Group is not null;
        }
    }

    /// <summary>How many cases have a label.</summary>
    public int Count => _labels.Count;

    /// <summary>Whether a case has a group.</summary>
    public bool HasGroups { get; }

    /// <summary>The label of a case.</summary>
    public CaseLabel this[int index] => _labels[index];

    /// <summary>The index of a case, or null if no case has the id.</summary>
    public int? Find(string id) => _indices.TryGetValue(id, out var index) ? index : null;

    /// <summary>These labels, followed by further ones.</summary>
    public CaseLabels Add(IEnumerable<CaseLabel> further) => new([.. _labels, .. further]);
}
