using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting.Files;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>The settings of the runs: enough to repeat them and to check that the results are the same.</summary>
internal static class FactSection
{
    private static readonly (string Name, string Explanation, Func<RunResult, string> Value)[] Facts =
    [
        ("run", "The name of the run.", run => run.Run),
        ("data", "The data set and its options.", run => Describe(run.Spec.Data)),
        ("model", "The network and its options.", run => Describe(run.Spec.Model)),
        ("parameters", "Trainable numbers of the model.", run => Numbers.Format(run.ParameterCount)),
        ("loss", "The loss of a case.", run => Describe(run.Spec.Loss)),
        ("optimizer", "The optimizer and its options.", run => Describe(run.Spec.Optimizer)),
        ("sampling", "How the cases of a step are drawn.", run => Describe(run.Spec.Sampling)),
        ("steps", "Updates of the model that were made, of those asked for.", run => $"{Numbers.Format(run.StepsCommitted)} of {Numbers.Format(run.Spec.Steps)}"),
        ("batch size", "Cases drawn for a step, and the slices in which they are computed.", run => $"{Numbers.Format(run.Spec.BatchSize)} in {Numbers.Format(run.Spec.MicroBatches)} micro-batches"),
        ("seed", "Keys all random numbers of the run.", run => run.Spec.Seed.ToString(CultureInfo.InvariantCulture)),
        ("device", "What the trainers computed on.", run => $"{run.Spec.Compute.Device}, {Numbers.Format(run.Spec.Compute.Threads)} threads"),
        ("fingerprint", "The libraries and processors that determine the computed bits. Equal fingerprints, with the same spec, seed and changes, give the same bits.", DescribeFingerprints),
        ("mode", "Exact: the same bits for any number of trainers. Fast: one pass over all that a trainer has.", run => run.Spec.Compute.Mode.ToString().ToLowerInvariant()),
        ("precision", "The number format of forward passes.", run => run.Spec.Compute.Precision.ToString().ToLowerInvariant()),
        ("local updates", "Steps that each worker takes on its own between two all-reduces.", run => run.Spec.LocalUpdates is { } local ? $"{Numbers.Format(local.InnerSteps)} inner steps" : "none"),
        ("training time", "Without evaluation; hours, minutes, seconds.", run => Numbers.Format(TimeSpan.FromSeconds(run.TrainingSeconds))),
        ("draws issued / credited", "A draw is credited when its loss has reached the record of its case. The two numbers are equal when none was lost or counted twice.", run => $"{Numbers.Format(run.DrawsIssued)} / {Numbers.Format(run.DrawsCredited)}"),
        ("changes of the cases", "Quarantines, releases, additions and removals while the run trained. They decide the result, as the spec and the seed do.", run => Numbers.Format(run.Changes.Count)),
        ("importance weights cut", "Weights that correct for outdated losses, cut at the lower / upper limit.", run => $"{Numbers.Format(run.ImportanceClippedLow)} / {Numbers.Format(run.ImportanceClippedHigh)}"),
        ("model hash", "SHA-256 of the parameters: equal for equal models.", run => run.ModelHash),
        ("draw hash", "SHA-256 over all draws: equal if the same cases were drawn in the same order.", run => run.DrawHash),
    ];

    public static XElement Create(IReadOnlyList<LabeledResult> runs) => Tag.Section(
        "What was run",
        Tag.Table(
            runs.Count > 1 ? "Settings and identity of the runs" : "Settings and identity of the run",
            [Tag.ColumnHead("fact"), .. runs.Select(run => Tag.ColumnHead(run.Label))],
            Facts.Select(fact => Row(fact.Name, fact.Explanation, [.. runs.Select(run => fact.Value(run.Result))]))),
        runs.Select(run => new XElement(
            "details",
            new XElement("summary", runs.Count > 1 ? $"Full spec of {run.Label}" : "Full spec"),
            new XElement("pre", ReportJson.Serialize(run.Result.Spec)))));

    /// <summary>What the runs have in common, in a line.</summary>
    public static XElement Brief(IReadOnlyList<LabeledResult> runs)
    {
        Func<RunResult, string>[] facts =
        [
            run => $"data {run.Spec.Data.Name}",
            run => $"model {run.Spec.Model.Name} with {Numbers.Format(run.ParameterCount)} parameters",
            run => $"{Numbers.Format(run.StepsCommitted)} steps of {Numbers.Format(run.Spec.BatchSize)} cases",
            run => $"sampling {run.Spec.Sampling.Name}",
            run => string.Create(CultureInfo.InvariantCulture, $"seed {run.Spec.Seed}"),
        ];
        var common = facts.Where(fact => runs.Select(run => fact(run.Result)).Distinct().Count() == 1).Select(fact => fact(runs[0].Result));
        return Tag.Of("p", "brief", string.Join(" · ", common));
    }

    /// <summary>A value that the runs have in common is written once, so that the others stand out.</summary>
    private static XElement Row(string name, string explanation, IReadOnlyList<string> values) => new(
        "tr",
        Tag.RowHead(new XElement("span", new XAttribute("title", explanation), name)),
        values.Distinct().Count() == 1
            ? Tag.Of("td", "fact", new XAttribute("colspan", values.Count), values[0])
            : values.Select(value => Tag.Of("td", "fact", value)));

    private static string DescribeFingerprints(RunResult run) => run.Fingerprints.Count == 0
        ? Numbers.None
        : string.Join(" | ", run.Fingerprints.Select(fingerprint => $"{fingerprint.Kind}: {fingerprint}")) + (run.IsRepeatable ? "" : ". They differ: the result is consistent, but it cannot be repeated bit for bit.");

    private static string Describe(ComponentSpec part)
    {
        var options = part.ParseOptions().EnumerateObject().Select(option => $"{option.Name} {Text(option.Value)}").ToList();
        return options.Count == 0 ? part.Name : $"{part.Name} ({string.Join(", ", options)})";
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
