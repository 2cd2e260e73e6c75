using System.Xml.Linq;

namespace OrleansDro.Cli.Reporting.Html;

/// <summary>Which colour stands for which run.</summary>
internal static class RunLegend
{
    /// <summary>The runs; null where there is one, which needs no telling apart.</summary>
    public static XElement? Create(IReadOnlyList<LabeledResult> runs) =>
        runs.Count > 1 ? Legend.Create(runs.Select((run, index) => (run.Label, PlotColors.OfRun(index)))) : null;
}
