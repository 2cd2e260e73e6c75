using System.Globalization;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Plots;

namespace OrleansDro.Dashboard.Parts;

/// <summary>Facts of a run as text for users.</summary>
internal static class RunFacts
{
    private const string Report = "report.html";

    /// <summary>The address of a run's page.</summary>
    public static string AddressOf(string run) => $"/runs/{Uri.EscapeDataString(run)}";

    /// <summary>Where the page of a case is.</summary>
    public static string AddressOf(string run, string caseId) => $"{AddressOf(run)}/case?id={Uri.EscapeDataString(caseId)}";

    /// <summary>Where a file of a run is.</summary>
    public static string AddressOfFile(string run, string file) => $"/api/runs/{Uri.EscapeDataString(run)}/files/{Uri.EscapeDataString(file)}";

    /// <summary>The state as text.</summary>
    public static string StateOf(RunState state) => state.ToString().ToLowerInvariant();

    /// <summary>The progress, 0 to 100.</summary>
    public static double Percent(RunStatus run) => run.State == RunState.Evaluating
        ? 100.0 * run.CasesEvaluated / Math.Max(1, run.CasesToEvaluate)
        : 100.0 * run.StepsCommitted / Math.Max(1, run.Steps);

    /// <summary>Cases a second.</summary>
    public static string Speed(RunStatus run) => run.SamplesPerSecond > 0 ? run.SamplesPerSecond.ToString("0.0", CultureInfo.InvariantCulture) : Numbers.None;

    /// <summary>A loss, or a sign that it is unknown.</summary>
    public static string Loss(double? loss) => loss is { } value ? Numbers.Format(value) : Numbers.None;

    /// <summary>The number of trainers that compute, and of all that are alive.</summary>
    public static string Trainers(RunStatus run) => string.Create(CultureInfo.InvariantCulture, $"{run.Trainers.Count(trainer => trainer.MicroBatches.Count > 0)} / {run.Trainers.Count}");

    /// <summary>What the pictures of the hardest cases show.</summary>
    public static string PicturesOf(IReadOnlyList<CasePreview> pictures) => "The hardest cases when a trainer last predicted some"
        + (pictures.Any(picture => picture.Reference.Length > 0) ? ": a slice with the outlines of the label, and with those of the prediction." : ".");

    /// <summary>Why there are no pictures of the hardest cases.</summary>
    public static string WhyNoPictures(RunState state, IReadOnlyCollection<string> files) => state switch
    {
        _ when files.Count > 0 => files.Contains(Report) ? $"The pictures of the hardest cases are in {Report}." : "There are no pictures: the run has no report.",
        RunState.Failed => "There are no pictures: the trainers that create them stopped when the run failed.",
        RunState.Completed or RunState.Stopped => "There are no pictures: the run ended without keeping any.",
        _ => "There are no pictures yet: a trainer creates them as soon as one is ready.",
    };
}
