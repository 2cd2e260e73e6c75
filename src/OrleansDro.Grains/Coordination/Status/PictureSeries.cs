using OrleansDro.Abstractions.Results;

namespace OrleansDro.Grains.Coordination.Status;

/// <summary>Pictures of several cases, each made by a call of its own: to predict them all may take longer than a call may last.</summary>
internal static class PictureSeries
{
    /// <summary>Has them made one after the other, up to the first that takes longer than a call may last: nothing is to wait for pictures.</summary>
    /// <param name="cases">Indices of the cases.</param>
    /// <param name="make">Makes pictures of some of them.</param>
    public static async Task<CasePreview[]> Make(IEnumerable<int> cases, Func<int[], Task<CasePreview[]>> make)
    {
        var pictures = new List<CasePreview>();
        try
        {
            foreach (var index in cases)
            {
                pictures.AddRange(await make([index]));
            }
        }
        catch (TimeoutException)
        {
            // Those that are there will do.
        }

        return [.. pictures];
    }
}
