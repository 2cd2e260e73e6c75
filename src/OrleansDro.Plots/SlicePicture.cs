using System.Globalization;
using System.Xml.Linq;
using SkiaSharp;

namespace OrleansDro.Plots;

/// <summary>A slice in gray with the outlines of labels over it.</summary>
internal static class SlicePicture
{
    /// <summary>The number of labels with a color of their own.</summary>
    private const int LabelColors = 6;

    /// <summary>The gray values, which <see cref="ImageAgain"/> shows in other pictures by the id.</summary>
    public static XElement Image(string id, byte[] image, int width, int height)
    {
        using var picture = SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), image);
        using var encoded = picture.Encode(SKEncodedImageFormat.Png, 100);
        return new XElement(
            "image",
            new XAttribute("id", id),
            new XAttribute("width", width),
            new XAttribute("height", height),
            new XAttribute("image-rendering", "pixelated"), // a rule of the style sheet would not reach the pictures that show it again
            new XAttribute("href", $"data:image/png;base64,{Convert.ToBase64String(encoded.AsSpan())}"));
    }

    public static XElement ImageAgain(string id) => new("use", new XAttribute("href", $"#{id}"));

    /// <summary>The gray values under the outlines of the labels; no labels, no outlines. What else is over the gray values is below the outlines.</summary>
    public static XElement Create(string name, string description, XElement image, byte[] labels, int width, int height, XElement? over = null) => new(
        "figure",
        Tag.Of(
            "svg",
            "slice",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", description),
            image,
            over,
            labels.Where(label => label > 0).Distinct().Order().Select(label => Tag.Of(
                "path",
                LabelClass(label),
                new XAttribute("d", Contour.Trace(labels, width, height, label))))),
        new XElement("figcaption", name));

    /// <summary>The pixels at which two label images differ, as an area over the gray values.</summary>
    public static XElement Differences(byte[] first, byte[] second, int width)
    {
        var path = new System.Text.StringBuilder();
        for (var pixel = 0; pixel < first.Length; pixel++)
        {
            if (first[pixel] != second[pixel])
            {
                path.Append(CultureInfo.InvariantCulture, $"M{pixel % width} {pixel / width}h1v1h-1z");
            }
        }

        return Tag.Of("path", "wrong", new XAttribute("d", path.ToString()));
    }

    /// <summary>The class of a label's outline.</summary>
    public static string LabelClass(int label) => $"label-{(label - 1) % LabelColors}";
}
