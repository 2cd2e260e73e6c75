namespace OrleansDro.Plots;

/// <summary>The style sheet of the plots and pictures, in light and dark. An element of the class <c>light</c> or <c>dark</c> overrides what the system prefers.</summary>
internal static class PlotStyle
{
    /// <summary>The style sheet.</summary>
    public static string Sheet { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(PlotStyle).Assembly.GetManifestResourceStream("plots.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
