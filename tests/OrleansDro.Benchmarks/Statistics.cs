namespace OrleansDro.Benchmarks;

/// <summary>What is reported of repeated measurements.</summary>
internal static class Statistics
{
    /// <summary>The median; machines are noisy, so a mean would report the noise.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var ascending = values.Order().ToArray();
        return (ascending[(ascending.Length - 1) / 2] + ascending[ascending.Length / 2]) / 2;
    }
}
