using System.Globalization;
using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The validation cases that did worst in any of the runs, with what each run made of them.</summary>
internal static class PictureSection
{
    private const int Shown = 8;
    private const string Wrong = "wrong";

    public static XElement? Create(IReadOnlyList<LabeledResult> runs)
    {
        // Runs that show the same slice of a case share a card.
        var cards = runs
            .SelectMany((run, index) => run.Result.Previews.Select(preview => (Run: index, Preview: preview)))
            .GroupBy(item => (item.Preview.Id, Slice: HasOutlines(item.Preview) ? item.Preview.Caption : null, item.Preview.Width, item.Preview.Height))
            .OrderBy(card => card.Min(item => item.Preview.Score))
            .Take(Shown)
            .ToList();
        if (cards.Count == 0)
        {
            return null;
        }

        var hasPlanes = cards.Any(card => card.Any(item => item.Preview.ErrorPlanes.Count > 0));
        var hasContours = cards.Any(card => card.Any(item => HasOutlines(item.Preview)));
        return Tag.Section(
            "Hardest validation cases",
            new XElement("p", hasContours
                ? "The cases with the lowest scores, worst first: a slice with the outlines of the reference, and the same slice with those of the prediction. Below, three planes through the middle of the largest error: the outlines of the reference, and the voxels that the prediction has wrong."
                : "The cases with the lowest scores, worst first."),
            hasContours ? Legend.Create([.. runs[0].Result.ClassNames.Skip(1).Select((name, index) => (name, SlicePicture.LabelClass(index + 1))), .. hasPlanes ? [(Wrong, "wrong")] : NoItems]) : null,
            Tag.Of("div", "cards", cards.Select((card, number) => Card([.. card], runs, $"slice-{number}"))));
    }

    private static (string Name, string Class)[] NoItems => [];

    /// <summary>The planes through the largest error of a run's prediction.</summary>
    private static XElement[] Planes(CasePreview preview, string? label, string id) =>
    [
        Tag.Of("p", "note", $"{(label is null ? "" : $"{label}: ")}largest error"),
        Tag.Of(
            "div",
            "slices",
            new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"--columns:{preview.ErrorPlanes.Count}")),
            preview.ErrorPlanes.Select(plane => SlicePicture.Create(
                $"{plane.Name} {plane.Index + 1}",
                $"{preview.Id}, {plane.Name} plane {plane.Index + 1} through the largest error{(label is null ? "" : $" of {label}")}",
                SlicePicture.Image($"{id}-{plane.Name}", plane.Image, plane.Width, plane.Height),
                plane.Reference,
                plane.Width,
                plane.Height,
                SlicePicture.Differences(plane.Reference, plane.Prediction, plane.Width)))),
    ];

    /// <summary>A segmentation has outlines; a classification has its two classes in the caption, which differs from run to run.</summary>
    private static bool HasOutlines(CasePreview preview) => preview.Reference.Length > 0;

    private static XElement Card(IReadOnlyList<(int Run, CasePreview Preview)> items, IReadOnlyList<LabeledResult> runs, string id)
    {
        var first = items[0].Preview;
        var image = SlicePicture.Image(id, first.Image, first.Width, first.Height);
        var pictures = !HasOutlines(first)
            ? [Picture("image", first.Caption, image, [])]
            : items
                .Select(item => Picture(runs.Count > 1 ? runs[item.Run].Label : "prediction", "outlines of the prediction", SlicePicture.ImageAgain(id), item.Preview.Prediction))
                .Prepend(Picture("reference", "outlines of the reference", image, first.Reference));
        var captions = HasOutlines(first) || runs.Count == 1
            ? [first.Caption]
            : items.Select(item => $"{runs[item.Run].Label}: {item.Preview.Caption}");
        return Tag.Of(
            "article",
            "card",
            new XElement("h3", first.Id, first.Group is null ? null : Tag.Of("span", "badge", first.Group)),
            Tag.Of("p", "note", $"{string.Join("; ", captions)}. {string.Join(", ", runs.Select(Score).OfType<string>())}"),
            Tag.Of("div", "slices", new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"--columns:{runs.Count + 1}")), pictures),
            items.Where(item => item.Preview.ErrorPlanes.Count > 0).Select(item => Planes(item.Preview, runs.Count > 1 ? runs[item.Run].Label : null, $"{id}-{item.Run}")));

        XElement Picture(string name, string description, XElement slice, byte[] labels) =>
            SlicePicture.Create(name, $"{first.Id}, {name}: {description}", slice, labels, first.Width, first.Height);

        // A run may do well on a case that is among the worst of another: then it has no picture of it, but a score.
        string? Score(LabeledResult run) =>
            run.Result.Evaluation.FirstOrDefault(item => item.Id == first.Id) is not { } evaluation
                ? null
                : $"{(runs.Count > 1 ? run.Label : run.Result.Validation?.Metric ?? "score")} {Numbers.Format(evaluation.Score)}";
    }
}
