using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Cases;

/// <summary>What the cases of a run are called, and which case is which. Never changes, so that it can be read by several threads at once.</summary>
internal sealed class CaseLabels
{
    private readonly IReadOnlyList<CaseLabel> _labels;
    private readonly Dictionary<string, int> _indices;

    /// <summary>Takes in the labels.</summary>
    /// <param name="labels">By index. Of two with one id the later one counts: an id that was removed can have come back.</param>
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

    /// <summary>The index of a case, or null where no case has the id.</summary>
    public int? Find(string id) => _indices.TryGetValue(id, out var index) ? index : null;

    /// <summary>These labels and further ones after them.</summary>
    public CaseLabels Add(IEnumerable<CaseLabel> further) => new([.. _labels, .. further]);
}
