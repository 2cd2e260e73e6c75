namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The style sheet's classes for things that are told apart by colour.</summary>
internal static class RunColors
{
    private const int Count = 8;

    /// <summary>The class of a run or a group, by its place in the order.</summary>
    public static string Class(int index) => $"color-{index % Count}";
}
