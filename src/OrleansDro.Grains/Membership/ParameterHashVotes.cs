using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Membership;

/// <summary>Compares the parameter hashes of replicas: all replicas that took the same steps must have the same bits.</summary>
internal sealed class ParameterHashVotes
{
    private const int StepsKept = 16;

    private readonly SortedDictionary<long, Dictionary<TrainerId, string>> _votes = [];

    /// <summary>Adds a trainer's hashes. The latest 16 steps are kept.</summary>
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

    /// <summary>Whether a trainer has reported a hash of a step or of a later one; in the latter case it was no member at the step.</summary>
    public bool HasReported(TrainerId trainer, long step) => _votes.Any(ofStep => ofStep.Key >= step && ofStep.Value.ContainsKey(trainer));

    /// <summary>Whether no trainer has reported another value at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="value">The value.</param>
    /// <param name="among">The trainers whose hashes count.</param>
    public bool AllAgree(long step, string value, IReadOnlyCollection<TrainerId> among) =>
        !_votes.TryGetValue(step, out var ofStep) || ofStep.All(vote => vote.Value == value || !among.Contains(vote.Key));

    /// <summary>Finds the trainers whose parameters differ from those of the majority at the earliest step with a difference; all of them if there is no majority.</summary>
    /// <param name="among">The trainers whose hashes count.</param>
    public TrainerId[] FindDiverged(IReadOnlyCollection<TrainerId> among)
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

    /// <summary>Removes the hashes of a trainer whose replica is invalid.</summary>
    public void Remove(TrainerId trainer)
    {
        foreach (var ofStep in _votes.Values)
        {
            ofStep.Remove(trainer);
        }
    }

    /// <summary>Removes all hashes.</summary>
    public void Clear() => _votes.Clear();

    private static TrainerId[][] Groups(Dictionary<TrainerId, string> votes) =>
        [.. votes.GroupBy(vote => vote.Value, vote => vote.Key).Select(group => group.ToArray()).OrderByDescending(group => group.Length)];
}
