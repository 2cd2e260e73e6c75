using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting;
using OrleansDro.Cli.Reporting.Html;
using OrleansDro.Cli.Tests.Reporting.Results;
using SkiaSharp;

namespace OrleansDro.Cli.Tests.Reporting.Html;

public sealed partial class HtmlReportTests
{
    [Fact]
    public void Create_Comparison_HasTheExpectedNumbers()
    {
        var page = Parse(HtmlReport.Create(Runs.Two()));

        Assert.Equal(["mean", "0.688", "▲0.719", "+0.031"], Row(page, "mean"));
        Assert.Equal(["worst group", "0.500small", "▲0.625small", "+0.125"], Row(page, "worst group"));
        Assert.Equal(["group large", "▲0.875", "0.813", "-0.063"], Row(page, "group large"));
        Assert.Equal(["draws issued / credited", "4,000 / 4,000"], Row(page, "draws issued / credited"));
        Assert.Equal(["model hash", "aa11"], Row(page, "model hash"));
        Assert.Equal(["small", "1", "33.3 %", "76.9 % (2.3×)", "76.9 % (2.3×)"], Row(page, "small"));
        Assert.Equal(["changes of the cases", "0"], Row(page, "changes of the cases"));
        const string Quarantined = "scan 3quarantinedwrong label, of \"a\" scan";
        Assert.Equal([Quarantined, "small", "1.500", "1", "40", "0.0 %", "-", "0"], Row(page, Quarantined));
    }

    [Fact]
    public void Create_Comparison_HasAllPlotsWithALineOrDotsForEachRun()
    {
        var page = Parse(HtmlReport.Create(Samples.Comparison()));

        var plots = page.Descendants("svg").Where(svg => (string?)svg.Attribute("class") == "plot").ToList();
        Assert.Equal(18, plots.Count);
        Assert.Equal(2, plots.Count(plot => plot.Elements("path").Count() == 4)); // bands and a median for each run
        Assert.Equal([30, 30], plots.Select(plot => plot.Elements("rect").Count()).Where(count => count > 0));
        Assert.Equal(12, plots.Count(plot => plot.Elements("path").Count() == 2));
        Assert.Equal([48, 48], plots.Select(plot => plot.Elements("circle").Count()).Where(count => count > 0));
    }

    [Fact]
    public void Create_OneRun_HasThePlotsOfItsPageAndNoneTwice()
    {
        var result = Samples.Realistic("hardness");
        var history = result.Statistics;

        var page = Parse(HtmlReport.Create([new LabeledResult("DRO", result)]));

        var plots = page.Descendants("svg").Select(PathsOf).ToList();
        Assert.All(
            [RunPlots.MeanAndTail(history), RunPlots.Bands(history), RunPlots.EffectiveSampleSize(history)],
            plot => Assert.Contains(PathsOf(plot.DescendantsAndSelf("svg").Single()), plots));
        var titles = page.Descendants("figcaption").Select(caption => caption.Value).ToList();
        Assert.Single(titles, "Cases by their latest loss");
        Assert.DoesNotContain(titles, title => title is "Mean loss" or "CVaR95 of the loss" or "Maximum loss");
    }

    [Fact]
    public void Create_AnyRun_ListsEachSectionInItsContents()
    {
        var page = Parse(HtmlReport.Create(Samples.Comparison()));

        var sections = page.Descendants("section").Select(section => ($"#{(string?)section.Attribute("id")}", section.Element("h2")!.Value)).ToList();
        Assert.Equal(9, sections.Count);
        Assert.Equal(sections, page.Descendants("nav").Single().Descendants("a").Select(link => ((string)link.Attribute("href")!, link.Value)));
    }

    [Fact]
    public void Create_LossesFallOverDecades_HaveLogarithmicAxesToo()
    {
        var result = Samples.Realistic("hardness");
        var falling = result.Statistics.Select((record, index) => record with { Losses = Samples.Tail(Math.Pow(10, -index / 10.0)) }).ToList();

        var page = Parse(HtmlReport.Create([new LabeledResult("DRO", result with { Statistics = falling })]));

        Assert.Single(page.Descendants("input"));
        var plot = page.Descendants("svg").First(svg => (string?)svg.Attribute("class") == "plot logarithmic");
        Assert.Subset(plot.Descendants("text").Select(text => text.Value).ToHashSet(), new HashSet<string> { "1E-4", "0.001", "0.01", "0.1", "1" });
        Assert.DoesNotContain(Parse(HtmlReport.Create([new LabeledResult("DRO", result)])).Descendants("input"), _ => true);
    }

    [Fact]
    public void Create_CasesSeenOnce_StandApart()
    {
        var result = Samples.Realistic("hardness");
        var cases = result.Cases.Select((item, index) => index % 2 == 0 ? item with { Visits = 1 } : item).ToList();

        var page = Parse(HtmlReport.Create([new LabeledResult("DRO", result with { Cases = cases })]));

        var tables = page.Descendants("section").Single(section => section.Element("h2")!.Value == "Hardest training cases").Descendants("tbody").ToList();
        Assert.Equal(2, tables.Count);
        Assert.DoesNotContain("1", tables[0].Elements("tr").Select(row => row.Elements("td").ElementAt(3).Value));
        Assert.All(tables[1].Elements("tr"), row => Assert.Equal("1", row.Elements("td").ElementAt(3).Value));
    }

    [Fact]
    public void Create_BetaIsFixedAndStalenessUnknown_HasNoPlotsOfThem()
    {
        var page = Parse(HtmlReport.Create([new LabeledResult("DRO", Samples.Small())]));

        var titles = page.Descendants("figcaption").Select(caption => caption.Value).ToList();
        Assert.Contains("Effective sample size", titles);
        Assert.DoesNotContain(titles, title => title.Contains('β', StringComparison.Ordinal) || title.Contains("error", StringComparison.Ordinal));
        Assert.DoesNotContain("How current the losses were", page.Descendants("h2").Select(heading => heading.Value));
    }

    [Fact]
    public void Create_RemovedCase_IsNotAmongTheHardest()
    {
        var result = Samples.Small();
        var removed = result.Cases[2] with { Quarantined = false, Removed = true };

        var page = Parse(HtmlReport.Create([new LabeledResult("DRO", result with { Cases = [.. result.Cases.Take(2), removed] })]));

        Assert.Contains("The hardest of 2 training cases", page.Descendants("caption").Select(caption => caption.Value));
        Assert.DoesNotContain("scan 3", page.Descendants("th").Select(head => head.Value));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Create_NeedsNothingFromElsewhere(string name)
    {
        var html = HtmlReport.Create(Report(name));

        Assert.DoesNotMatch(Reference(), html);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        var references = Parse(html).Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" or "srcset" or "data");
        Assert.All(references, reference => Assert.Matches("^(#|data:image/png;base64,)", reference.Value));
    }

    [Theory]
    [MemberData(nameof(Reports))]
    public void Create_IsWellFormedAndAccessible(string name)
    {
        var page = Parse(HtmlReport.Create(Report(name)));

        Assert.Equal("en", (string?)page.Attribute("lang"));
        Assert.Single(page.Descendants("h1"));
        Assert.All(page.Descendants("svg"), svg => Assert.False(string.IsNullOrWhiteSpace((string?)svg.Attribute("aria-label"))));
        Assert.All(page.Descendants("table"), table => Assert.False(string.IsNullOrWhiteSpace((string?)table.Element("caption"))));
        Assert.All(page.Descendants("th"), head => Assert.NotNull(head.Attribute("scope")));
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());

        // A browser takes an empty element such as <td/> for one that is never closed.
        Assert.All(page.Descendants().Where(element => element.IsEmpty), element => Assert.Matches("^(meta|br|line|circle|path|image|use)$", element.Name.LocalName));
    }

    [Fact]
    public void Create_HostileNames_AreText()
    {
        const string Hostile = "<img src=x onerror=\"alert(1)\">&'\u0001\ud800";
        var result = Samples.Small();
        var preview = result.Previews[0] with { Id = Hostile, Group = Hostile, Caption = Hostile };
        var html = HtmlReport.Create(
        [
            new LabeledResult(Hostile, result with
            {
                Run = Hostile,
                Spec = result.Spec with { Data = new ComponentSpec(Hostile) },
                ClassNames = ["background", Hostile, Hostile],
                Cases = [result.Cases[0] with { Id = Hostile, Group = Hostile }],
                Evaluation = [result.Evaluation[0] with { Id = Hostile, Group = Hostile }],
                Validation = result.Validation! with { Groups = [new GroupSummary(Hostile, 1, 0.5)] },
                Previews = [preview],
            }),
        ]);

        Assert.Empty(Parse(html).Descendants("img"));
        Assert.Equal("<img src=x onerror=\"alert(1)\">&'\ufffd\ufffd", (string?)Parse(html).Descendants("h1").Single());
    }

    [Fact]
    public void Create_UnlikeTrainers_NamesTheirKinds()
    {
        ComputeFingerprint[] fingerprints = [Samples.Fingerprint("ATen AVX2"), Samples.Fingerprint("ATen AVX512")];
        var html = Parse(HtmlReport.Create([new LabeledResult("run", Samples.Small() with { Fingerprints = fingerprints })]));
        var fact = html.Descendants("tr").Single(row => (string?)row.Element("th") == "fingerprint").Value;
        Assert.All(fingerprints, fingerprint => Assert.Contains(fingerprint.Kind, fact, StringComparison.Ordinal));
    }

    [Fact]
    public void Create_Preview_KeepsTheGreyValues()
    {
        var result = Samples.Small();
        var page = Parse(HtmlReport.Create([new LabeledResult("DRO", result)]));

        var image = page.Descendants("image").Single();
        Assert.Equal("pixelated", (string?)image.Attribute("image-rendering"));
        using var picture = SKBitmap.Decode(Convert.FromBase64String(((string)image.Attribute("href")!).Split(',')[1]));
        Assert.Equal(result.Previews[0].Image, picture.Pixels.Select(pixel => pixel.Red));
        Assert.Equal(["reference", "prediction"], page.Descendants("figure").Where(figure => figure.Element("figcaption")!.ElementsBeforeSelf().Any()).Select(figure => figure.Element("figcaption")!.Value));
    }

    [Fact]
    public void Create_ErrorPlanes_ShadeTheWrongVoxelsOfEachRun()
    {
        var runs = Samples.Comparison();
        var page = Parse(HtmlReport.Create(runs));

        var card = page.Descendants("article").First();
        var planes = card.Descendants("svg").Where(svg => svg.Elements("path").Any(path => (string?)path.Attribute("class") == "wrong")).ToList();
        var pictured = runs.SelectMany(run => run.Result.Previews).Where(preview => preview.Id == card.Element("h3")!.FirstNode!.ToString()).ToList();
        Assert.Equal(3 * pictured.Count, planes.Count);
        var wrong = pictured[0].Reference.Zip(pictured[0].Prediction).Count(pair => pair.First != pair.Second);
        Assert.Equal(wrong, ((string)planes[0].Elements("path").First().Attribute("d")!).Count(letter => letter == 'M'));
    }

    [Fact]
    public void Create_LabelNeverDrawn_HasNoOutline()
    {
        var result = Samples.Small();
        var blank = result.Previews[0] with { Prediction = new byte[16] };

        var page = Parse(HtmlReport.Create([new LabeledResult("DRO", result with { Previews = [blank] })]));

        var slices = page.Descendants("svg").Where(svg => (string?)svg.Attribute("class") == "slice").ToList();
        Assert.Equal([2, 0], slices.Select(slice => slice.Elements("path").Count()));
    }

    public static TheoryData<string> Reports => ["single", "comparison", "classification", "bare"];

    private static IReadOnlyList<LabeledResult> Report(string name) => name switch
    {
        "single" => [new LabeledResult("DRO", Samples.Realistic("hardness"))],
        "comparison" => Samples.Comparison(),
        "classification" => [new LabeledResult("ERM", Classification("is 3, predicted 5")), new LabeledResult("DRO", Classification("is 3, predicted 8"))],
        _ => [new LabeledResult("DRO", Bare())],
    };

    private static RunResult Classification(string caption)
    {
        var result = Samples.Small();
        return result with
        {
            Validation = new TailReport("accuracy", Samples.Tail(0, 1), []),
            Evaluation = [.. result.Evaluation.Select(item => item with { Group = null, LabelScores = [] })],
            Previews = [result.Previews[0] with { Reference = [], Prediction = [], Caption = caption }],
        };
    }

    /// <summary>A run that was stopped before its first step.</summary>
    private static RunResult Bare() => Samples.Small() with
    {
        TrainHardness = null,
        Validation = null,
        ValidationLoss = null,
        Statistics = [],
        Cases = [],
        Evaluation = [],
        Previews = [],
    };

    /// <summary>The cells of the first row with the given head, without the explanation.</summary>
    private static IEnumerable<string> Row(XElement page, string head) => page
        .Descendants("tr")
        .First(row => row.Parent!.Name == "tbody" && row.Elements().First().Value == head)
        .Elements()
        .Where(cell => (string?)cell.Attribute("class") != "explanation")
        .Select(cell => cell.Value);

    private static string PathsOf(XElement plot) => string.Join(' ', plot.Elements("path").Select(path => (string?)path.Attribute("d")));

    private static XElement Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    [GeneratedRegex(@"(https?:|//[a-z0-9]+\.|url\()", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();
}
