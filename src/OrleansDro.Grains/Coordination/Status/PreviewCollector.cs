using OrleansDro.Abstractions.Results;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Collects previews of several cases by one call for each case, because the previews of all of them may take longer than the time limit of a call.</summary>
internal static class PreviewCollector
{
    /// <summary>Collects previews one after the other, and stops at the first that exceeds the time limit of a call: nothing should wait long for previews.</summary>
    /// <param name="cases">Indices of the cases.</param>
    /// <param name="preview">Creates previews of some cases.</param>
    public static async Task<CasePreview[]> Collect(IEnumerable<int> cases, Func<int[], Task<CasePreview[]>> preview)
    {
        var previews = new List<CasePreview>();
        try
        {
            foreach (var index in cases)
            {
                previews.AddRange(await preview([index]));
            }
        }
        catch (TimeoutException)
        {
            // The previews so far are enough.
        }

        return [.. previews];
    }
}
