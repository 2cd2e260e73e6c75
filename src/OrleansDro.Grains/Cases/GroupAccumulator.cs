using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Grains.Cases;

/// <summary>Adds up the cases of a group.</summary>
internal sealed class GroupAccumulator(string? group)
{
    private int _unseen, _quarantined, _losses;
    private double _sumOfLosses, _probability;
    private double _maximumLoss = double.NegativeInfinity;
    private long _maximumAge;

    public int Cases { get; private set; }

    public void Add(CaseRecord record, double probability, long age)
    {
        Cases++;
        _probability += probability;
        _maximumAge = Math.Max(_maximumAge, age);
        if (record.Status == CaseStatus.Quarantined)
        {
            _quarantined++;
        }
        else if (!CaseQueries.HasLoss(record))
        {
            _unseen++;
        }
        else
        {
            _losses++;
            _sumOfLosses += record.Loss;
            _maximumLoss = Math.Max(_maximumLoss, record.Loss);
        }
    }

    public GroupView ToView() => new()
    {
        Group = group,
        Cases = Cases,
        Unseen = _unseen,
        Quarantined = _quarantined,
        MeanLoss = _losses > 0 ? _sumOfLosses / _losses : null,
        MaximumLoss = _losses > 0 ? _maximumLoss : null,
        Probability = _probability,
        MaximumAge = _maximumAge,
    };
}
