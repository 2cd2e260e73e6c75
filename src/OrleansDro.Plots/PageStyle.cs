namespace OrleansDro.Plots;

/// <summary>The style sheet that page and report share, in light and dark: type, colors, plots, pictures and components. An element of the class <c>light</c> or <c>dark</c> overrides what the system prefers.</summary>
internal static class PageStyle
{
    /// <summary>The style sheet.</summary>
    public static string Sheet { get; } = Read();

    private static string Read()
    {
        using var stream = typeof(PageStyle).Assembly.GetManifestResourceStream("style.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
