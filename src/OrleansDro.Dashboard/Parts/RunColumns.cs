using System.Globalization;
using OrleansDro.Dashboard.Sources;
using OrleansDro.Plots;

namespace OrleansDro.Dashboard.Parts;

/// <summary>The columns of the list of runs. A column that no run has a value for is left out.</summary>
internal static class RunColumns
{
    private const string NoSpec = "";

    /// <summary>The name of the run.</summary>
    public static RunColumn Name { get; } = Text("run", run => run.Name);

    /// <summary>Where the run stands.</summary>
    public static RunColumn State { get; } = Text("state", run => RunFacts.StateOf(run.Status.State));

    /// <summary>How much of the run is done.</summary>
    public static RunColumn Progress { get; } = Number("progress", run => RunFacts.Percent(run.Status));

    /// <summary>What it waits for, or what is wrong.</summary>
    public static RunColumn Note { get; } = Text("note", run => run.Status.WaitingFor ?? run.Status.Failure?.Message);

    /// <summary>Which folder the runs are in, and when they were written there.</summary>
    public static IReadOnlyList<RunColumn> Places(IReadOnlyList<RunOverview> runs) => runs.Any(run => run.Written is not null)
        ?
        [
            Text("folder", run => run.Written is null ? null : run.Status.Run),
            new RunColumn("written (UTC)", run => run.Written?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? Numbers.None, run => run.Written),
        ]
        : [];

    /// <summary>The numbers of the runs.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="withSpecs">Whether the fields in which their specs differ are columns too.</param>
    public static IReadOnlyList<RunColumn> Facts(IReadOnlyList<RunOverview> runs, bool withSpecs) =>
    [
        new RunColumn("step", run => $"{Numbers.Format(run.Status.StepsCommitted)} / {Numbers.Format((long)run.Status.Steps)}", run => run.Status.StepsCommitted),
        .. IsLive(runs) ? [new RunColumn("cases / s", run => RunFacts.Speed(run.Status), run => run.Status.SamplesPerSecond)] : NoColumns,
        Number("mean loss", run => run.Status.Statistics?.Losses.Mean),
        Number("CVaR95", run => run.Status.Statistics?.Losses.Cvar95),
        .. IsLive(runs) ? [new RunColumn("trainers", run => RunFacts.Trainers(run.Status), run => run.Status.Trainers.Count)] : NoColumns,
        .. runs.Any(run => run.Spec is not null) ? Settings : NoColumns,
        .. runs.SelectMany(run => run.HeldOut).Select(result => result.Name).Distinct().Select(HeldOut),
        .. withSpecs ? SpecFields.Differing(runs).Select(Field) : [],
    ];

    /// <summary>Whether a run is read from a process that trains, rather than from files.</summary>
    public static bool IsLive(IReadOnlyList<RunOverview> runs) => runs.Any(run => run.Written is null);

    private static RunColumn[] NoColumns => [];

    private static RunColumn[] Settings =>
    [
        new RunColumn("seed", run => run.Spec?.Seed.ToString(CultureInfo.InvariantCulture) ?? Numbers.None, run => run.Spec?.Seed),
        Text("sampling", run => run.Spec?.Sampling.Name),
        Number("β", run => run.Status.Statistics?.Beta),
    ];

    private static RunColumn HeldOut(string name)
    {
        return new RunColumn(
            name,
            run => ResultOf(run) is { } result ? Numbers.Format(result.Value) + (result.Note is null ? "" : $" ({result.Note})") : Numbers.None,
            run => ResultOf(run)?.Value);

        HeldOutResult? ResultOf(RunOverview run) => run.HeldOut.FirstOrDefault(result => result.Name == name);
    }

    private static RunColumn Field(string path) => Text(path, run => run.Spec is null ? NoSpec : SpecFields.Of(run.Spec).GetValueOrDefault(path));

    private static RunColumn Number(string name, Func<RunOverview, double?> value) => new(name, run => RunFacts.Loss(value(run)), run => value(run));

    private static RunColumn Text(string name, Func<RunOverview, string?> value) => new(name, run => value(run) ?? "", value, IsNumber: false);
}
