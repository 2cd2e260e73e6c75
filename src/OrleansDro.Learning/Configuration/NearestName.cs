namespace OrleansDro.Learning.Configuration;

/// <summary>Helps with misspelled names.</summary>
internal static class NearestName
{
    private const int FarthestDistance = 3;

    /// <summary>"Did you mean 'x'?" where a valid name is near, else the list of the valid names.</summary>
    public static string Suggest(string name, IEnumerable<string> valid)
    {
        var names = valid.Order(StringComparer.Ordinal).ToList();
        var nearest = names.MinBy(candidate => Distance(name, candidate));
        return nearest is not null && Distance(name, nearest) <= Math.Min(FarthestDistance, nearest.Length / 2)
            ? $"Did you mean '{nearest}'?"
            : $"Valid names: {string.Join(", ", names)}.";
    }

    /// <summary>Levenshtein distance without regard to case.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = diagonal + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
