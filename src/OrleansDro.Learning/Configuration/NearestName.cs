namespace OrleansDro.Learning.Configuration;

/// <summary>Finds the name that somebody most likely meant.</summary>
internal static class NearestName
{
    /// <summary>A question that offers the nearest valid name, or all valid names where none is near.</summary>
    public static string Suggest(string given, IEnumerable<string> valid)
    {
        var names = valid.Order(StringComparer.Ordinal).ToArray();
        if (names.Length == 0)
        {
            return "no field is allowed here.";
        }

        var nearest = names.MinBy(name => EditDistance(given, name))!;
        return EditDistance(given, nearest) <= Math.Max(1, given.Length / 3)
            ? $"did you mean '{nearest}'?"
            : $"valid names: {string.Join(", ", names)}.";
    }

    // Levenshtein's distance, letters compared without case: 'Steps' is nearer to 'steps' than to anything else.
    private static int EditDistance(string first, string second)
    {
        var previous = Enumerable.Range(0, second.Length + 1).ToArray();
        var current = new int[second.Length + 1];
        for (var i = 1; i <= first.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= second.Length; j++)
            {
                var substitution = char.ToUpperInvariant(first[i - 1]) == char.ToUpperInvariant(second[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + substitution);
            }

            (previous, current) = (current, previous);
        }

        return previous[second.Length];
    }
}
