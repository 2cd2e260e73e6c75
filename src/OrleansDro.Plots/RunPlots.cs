using System.Globalization;
using System.Xml.Linq;
using OrleansDro.Abstractions.Results;

namespace OrleansDro.Plots;

/// <summary>The plots and pictures of a run.</summary>
internal static class RunPlots
{
    /// <summary>How many runs a plot can tell apart.</summary>
    public const int MostCompared = PlotColors.Count;

    private const int Columns = 2;

    /// <summary>The mean of the losses, and their tail.</summary>
    public static XElement MeanAndTail(IReadOnlyList<LossStatistics> history) => new(
        "div",
        LinePlot.Create("Mean and worst losses", [Line("mean", history, record => record.Losses.Mean), Line("CVaR95", history, record => record.Losses.Cvar95), Line("worst case", history, record => record.Losses.Max)]),
        Legend.Create([("mean", PlotColors.OfRun(0)), ("CVaR95", PlotColors.OfRun(1)), ("worst case", PlotColors.OfRun(2))]));

    /// <summary>The percentiles of the losses over the steps.</summary>
    /// <param name="history">The statistics over time.</param>
    /// <param name="of">The end of the title, to distinguish runs.</param>
    public static XElement Bands(IReadOnlyList<LossStatistics> history, string of = "") => BandPlot.Create(
        $"Percentiles of the losses: 5 to 95, 10 to 90, 25 to 75, and the median{of}",
        [
            ("5 to 95", [.. history.Select(record => ((double)record.Step, record.Losses.P5, record.Losses.P95))]),
            ("10 to 90", [.. history.Select(record => ((double)record.Step, record.Losses.P10, record.Losses.P90))]),
            ("25 to 75", [.. history.Select(record => ((double)record.Step, record.Losses.P25, record.Losses.P75))]),
        ],
        Line("median", history, record => record.Losses.P50));

    /// <summary>The distribution of the losses.</summary>
    /// <param name="histogram">The histogram.</param>
    /// <param name="of">The end of the title, to distinguish runs.</param>
    public static XElement Histogram(LossHistogram histogram, string of = "") => ColumnPlot.Create($"Cases by their latest loss{of}", "loss", histogram.Lowest, histogram.Highest, histogram.Counts);

    /// <summary>The scores of the validation cases while the run trains: the mean, and the tail.</summary>
    /// <param name="points">The validations, one or more.</param>
    public static XElement Validations(IReadOnlyList<ValidationPoint> points)
    {
        (string Name, Func<TailReport, double> Value)[] lines = [("mean", score => score.Summary.Mean), ("5th percentile", score => score.Summary.P5), ("worst case", score => score.Summary.Min)];
        return new XElement(
            "div",
            LinePlot.Create($"{points[0].Score.Metric} of the validation cases", [.. lines.Select(line => new LineSeries(line.Name, [.. points.Select(point => ((double)point.Steps, line.Value(point.Score)))]))]),
            Legend.Create([.. lines.Select((line, i) => (line.Name, PlotColors.OfRun(i)))]));
    }

    /// <summary>The losses of several runs, a plot for each statistic.</summary>
    public static IReadOnlyList<XElement> ComparedLosses(IReadOnlyList<ComparedRun> runs) =>
    [
        Compared("Mean loss", runs, record => record.Losses.Mean),
        Compared("Median of the loss", runs, record => record.Losses.P50),
        Compared("95th percentile of the loss", runs, record => record.Losses.P95),
        Compared("CVaR95 of the loss", runs, record => record.Losses.Cvar95),
        Compared("Maximum loss", runs, record => record.Losses.Max),
    ];

    /// <summary>A number of several runs over the steps.</summary>
    public static XElement Compared(string title, IReadOnlyList<ComparedRun> runs, Func<LossStatistics, double> value) =>
        LinePlot.Create(title, [.. runs.Select(run => Line(run.Label, run.History, value))]);

    /// <summary>Which color shows which run.</summary>
    public static XElement ComparedLegend(IReadOnlyList<ComparedRun> runs) => Legend.Create(runs.Select((run, index) => (run.Label, PlotColors.OfRun(index))));

    /// <summary>Over how many cases the draws spread.</summary>
    public static XElement EffectiveSampleSize(IReadOnlyList<LossStatistics> history) => LinePlot.Create("Effective sample size", [Line("cases", history, record => record.EffectiveSampleSize)]);

    /// <summary>A slice of a case with its label and the prediction, or an image with its classes.</summary>
    public static XElement Picture(CasePreview preview)
    {
        // A picture is redrawn when it changes: its id must be unique on the page.
        var id = $"slice-{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(preview.Id)).AsSpan(0, 8))}";
        var image = SlicePicture.Image(id, preview.Image, preview.Width, preview.Height);
        XElement[] pictures = preview.Reference.Length == 0
            ? [Slice("image", image, [])]
            : [Slice("label", image, preview.Reference), Slice("prediction", SlicePicture.ImageAgain(id), preview.Prediction)];
        return Tag.Of(
            "article",
            "card",
            new XElement("h3", preview.Id, preview.Group is null ? null : Tag.Of("span", "badge", preview.Group)),
            Tag.Of("p", "note", $"{preview.Caption}, score {Numbers.Format(preview.Score)}"),
            Tag.Of("div", "slices", new XAttribute("style", string.Create(CultureInfo.InvariantCulture, $"--columns:{Columns}")), pictures));

        XElement Slice(string name, XElement slice, byte[] labels) => SlicePicture.Create(name, $"{preview.Id}, {name}", slice, labels, preview.Width, preview.Height);
    }

    private static LineSeries Line(string name, IReadOnlyList<LossStatistics> history, Func<LossStatistics, double> value) =>
        new(name, [.. history.Select(record => ((double)record.Step, value(record)))]);
}
