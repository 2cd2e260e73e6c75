using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Membership;

/// <summary>Compares the parameters of replicas: all that took the same steps must have the same bits.</summary>
internal sealed class ReplicaVotes
{
    private const int StepsKept = 16;

    private readonly SortedDictionary<long, Dictionary<TrainerId, string>> _votes = [];

    /// <summary>Takes a trainer's hashes.</summary>
    public void Add(TrainerId trainer, IEnumerable<ParameterHash> hashes)
    {
        foreach (var hash in hashes)
        {
            if (!_votes.TryGetValue(hash.Step, out var ofStep))
            {
                _votes[hash.Step] = ofStep = [];
            }

            ofStep[trainer] = hash.Value;
        }

        while (_votes.Count > StepsKept)
        {
            _votes.Remove(_votes.Keys.First());
        }
    }

    /// <summary>Whether a trainer has told a hash of a step, or one of a later step only: it was not there then.</summary>
    public bool IsPast(TrainerId trainer, long step) => _votes.Any(ofStep => ofStep.Key >= step && ofStep.Value.ContainsKey(trainer));

    /// <summary>Whether nobody has told another value at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="value">The value.</param>
    /// <param name="among">The trainers that count.</param>
    public bool AllAgree(long step, string value, IReadOnlyCollection<TrainerId> among) =>
        !_votes.TryGetValue(step, out var ofStep) || ofStep.All(vote => vote.Value == value || !among.Contains(vote.Key));

    /// <summary>The trainers whose parameters differ from those of the majority at some step; all where there is no majority.</summary>
    /// <param name="among">The trainers that count.</param>
    public TrainerId[] Differing(IReadOnlyCollection<TrainerId> among)
    {
        foreach (var ofStep in _votes.Values)
        {
            var groups = Groups(ofStep.Where(vote => among.Contains(vote.Key)).ToDictionary());
            if (groups.Length > 1)
            {
                return groups[0].Length > groups[1].Length ? [.. groups.Skip(1).SelectMany(group => group)] : [.. groups.SelectMany(group => group)];
            }
        }

        return [];
    }

    /// <summary>Forgets what a trainer told: its replica is given up.</summary>
    public void Remove(TrainerId trainer)
    {
        foreach (var ofStep in _votes.Values)
        {
            ofStep.Remove(trainer);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _votes.Clear();

    private static TrainerId[][] Groups(Dictionary<TrainerId, string> votes) =>
        [.. votes.GroupBy(vote => vote.Value, vote => vote.Key).Select(group => group.ToArray()).OrderByDescending(group => group.Length)];
}
