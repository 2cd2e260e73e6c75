namespace OrleansDro.FaultInjection.Clusters;

/// <summary>A span of time.</summary>
internal readonly record struct TimeWindow(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>How long it is.</summary>
    public TimeSpan Duration => Until - From;
}
