namespace OrleansDro.Plots;

/// <summary>The style sheet's classes for runs and groups. The first colors are reserved for runs, so that a group never looks like a run.</summary>
internal static class PlotColors
{
    /// <summary>How many colors there are.</summary>
    public const int Count = 8;

    private const int KeptForRuns = 2;

    public static string OfRun(int index) => $"color-{index % Count}";

    public static string OfGroup(int index) => $"color-{KeptForRuns + (index % (Count - KeptForRuns))}";
}
