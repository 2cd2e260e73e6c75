using OrleansDro.Dashboard.Sources;

namespace OrleansDro.Dashboard.Parts;

/// <summary>A column of the list of runs.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Text">What a row shows.</param>
/// <param name="Key">By what rows are sorted: text or a number; null comes last.</param>
/// <param name="IsNumber">Whether it is aligned as numbers are.</param>
internal sealed record RunColumn(string Name, Func<RunOverview, string> Text, Func<RunOverview, IComparable?> Key, bool IsNumber = true)
{
    /// <summary>The order of rows by a column.</summary>
    /// <param name="runs">The rows.</param>
    /// <param name="isDescending">Whether the largest comes first.</param>
    public IEnumerable<RunOverview> Sort(IEnumerable<RunOverview> runs, bool isDescending)
    {
        var known = runs.OrderBy(run => Key(run) is null);
        return isDescending ? known.ThenByDescending(Key) : known.ThenBy(Key);
    }
}
