namespace OrleansDro.Learning.Configuration;

/// <summary>Finds the valid name that a user most likely meant.</summary>
public static class NearestName
{
    /// <summary>The valid name that is nearest to the given one; null if none is near.</summary>
    /// <param name="given">What the user wrote.</param>
    /// <param name="valid">The valid names.</param>
    public static string? Find(string given, IEnumerable<string> valid) =>
        valid.Order(StringComparer.Ordinal).MinBy(name => EditDistance(given, name)) is { } nearest && EditDistance(given, nearest) <= Math.Max(1, given.Length / 3) ? nearest : null;

    /// <summary>The end of an error message: the nearest valid name, or all valid names if none is near.</summary>
    internal static string Suggest(string given, IEnumerable<string> valid)
    {
        var names = valid.Order(StringComparer.Ordinal).ToArray();
        return names.Length == 0
            ? "no field is allowed here."
            : Find(given, names) is { } nearest
                ? $"did you mean '{nearest}'?"
                : $"valid names: {string.Join(", ", names)}.";
    }

    /// <summary>
    /// Insertions, deletions, substitutions and swaps of neighbors (optimal string alignment), letters compared without case: 'Steps' is nearer to
    /// 'steps' than to anything else.
    /// </summary>
    private static int EditDistance(string first, string second)
    {
        var (from, to) = (first.ToUpperInvariant(), second.ToUpperInvariant());
        var distance = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                var substitution = distance[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(substitution, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distance[i, j] = Math.Min(distance[i, j], distance[i - 2, j - 2] + 1);
                }
            }
        }

        return distance[from.Length, to.Length];
    }
}
