using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data.Splits;

/// <summary>
/// Splits cases into training and validation so that no subject is on both sides and each group is held out in proportion. The subjects are
/// shuffled within their group, laid out group after group, and every (1 / fraction)-th of them goes to a fold: the folds are disjoint, and
/// cover all subjects if the fraction is one over a whole number.
/// </summary>
public static class CrossValidation
{
    /// <summary>Splits the cases.</summary>
    /// <param name="subjects">The subject of each case.</param>
    /// <param name="groups">The group of each case, or null; a subject counts for the group of its first case.</param>
    /// <param name="fraction">The fraction of subjects to hold out, above 0 and below 1.</param>
    /// <param name="fold">The index of the fold to hold out, from 0; (fold + 1) x fraction is at most 1.</param>
    /// <param name="seed">The seed of the shuffle.</param>
    /// <exception cref="InvalidInputException">One of the sides would be empty.</exception>
    public static CaseSplit Split(IReadOnlyList<string> subjects, IReadOnlyList<string?> groups, double fraction, int fold, long seed)
    {
        var firstCase = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < subjects.Count; i++)
        {
            firstCase.TryAdd(subjects[i], i);
        }

        // Sorted first, so that the split does not depend on the order in which the subjects are listed.
        var names = firstCase.Keys.Order(StringComparer.Ordinal).ToArray();
        Shuffle(names, new CounterRandom(seed, RandomPurpose.Split, step: 0, slot: 0));
        var heldOut = names
            .OrderBy(name => groups[firstCase[name]], StringComparer.Ordinal) // stable: the shuffled order remains within a group
            .Where((_, position) => FoldOf(position, fraction) == fold)
            .ToHashSet(StringComparer.Ordinal);
        var sides = Enumerable.Range(0, subjects.Count).ToLookup(i => heldOut.Contains(subjects[i]));
        var split = new CaseSplit([.. sides[false]], [.. sides[true]]);
        return split.Training.Count > 0 && split.Validation.Count > 0
            ? split
            : throw new InvalidInputException(
                $"{names.Length} subjects are too few to hold out fold {fold} of a fraction of {fraction}: one side would be empty; change the fraction.");
    }

    // The half step keeps the values off the folds' edges when the fraction is one over a whole number.
    private static int FoldOf(int position, double fraction)
    {
        var place = (position + 0.5) * fraction;
        return (int)((place - Math.Floor(place)) / fraction);
    }

    private static void Shuffle(string[] names, CounterRandom random)
    {
        for (var i = names.Length - 1; i > 0; i--)
        {
            var j = random.NextInt32(i + 1);
            (names[i], names[j]) = (names[j], names[i]);
        }
    }
}
