using System.Globalization;
using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Results;
using OrleansDro.Dashboard.Sources;
using OrleansDro.Grains.Coordination;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.SavedRuns;

/// <summary>The files of a run in a folder.</summary>
/// <param name="root">The folder below which all files are.</param>
/// <param name="name">The run's folder as users see it.</param>
/// <param name="folder">The run's folder.</param>
internal sealed class SavedRun(RootFolder root, string name, string folder)
{
    private static readonly string[] Measured = [RunFiles.Spec, RunFiles.Summary, HistoryFile.Name, CasesFile.Name];

    private RunOverview? _overview;
    private IReadOnlyList<LossStatistics>? _history;

    /// <summary>The run's folder as users see it, by which it is asked for.</summary>
    public string Name => name;

    /// <summary>What changes with the files.</summary>
    public string Stamp { get; } = string.Join('|', Measured.Select(file => StampOf(Path.Combine(folder, file))));

    /// <summary>The run at a glance. What is wrong with its files is in the status.</summary>
    public RunOverview Overview => LazyInitializer.EnsureInitialized(ref _overview, Read);

    /// <summary>The loss statistics over time.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public IReadOnlyList<LossStatistics> History => LazyInitializer.EnsureInitialized(ref _history, ReadHistory);

    /// <summary>Reads the changes of cases.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public IReadOnlyList<CaseChange> ReadChanges() => root.Has(folder, ChangesFile.Name)
        ? ReportJson.Deserialize<CaseChange[]>(ReadText(ChangesFile.Name), ChangesFile.Name)
        : [];

    /// <summary>Reads the training cases.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public IReadOnlyList<CaseHardness> ReadCases()
    {
        using var text = new StreamReader(root.Open(folder, CasesFile.Name));
        return CasesFile.Read(text, CasesFile.Name);
    }

    /// <summary>Opens one of the files of <see cref="RunFiles.All"/>.</summary>
    /// <exception cref="KeyNotFoundException">The run has no such file.</exception>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public FileStream Open(string file) => RunFiles.All.Contains(file) && FolderOf(file) is { } place
        ? root.Open(place, file)
        : throw new KeyNotFoundException($"The run '{name}' has no file '{file}'.");

    /// <summary>The folder of a file: that of the run, or for the report of a comparison the one above it. Null where there is no such file.</summary>
    private string? FolderOf(string file)
    {
        if (root.Has(folder, file))
        {
            return folder;
        }

        var above = Path.GetDirectoryName(folder);
        return file == RunFiles.Report && above is not null && !RootFolder.HoldsRun(above) && root.Has(above, file) ? above : null;
    }

    private static string StampOf(string file)
    {
        var info = new FileInfo(file);
        return info.Exists ? string.Create(CultureInfo.InvariantCulture, $"{info.LastWriteTimeUtc.Ticks}:{info.Length}") : "";
    }

    private RunOverview Read()
    {
        var problems = new List<string>();
        var spec = Try(ReadSpec);
        var summary = Try(ReadSummary);
        var history = summary is null ? null : Try(() => History);
        if (summary is not null)
        {
            // They are read only if somebody looks at them, as there may be millions.
            using var cases = Try(() => root.Open(folder, CasesFile.Name));
        }

        var isComplete = spec is not null && summary is not null;
        var status = new RunStatus
        {
            Run = name,
            State = !isComplete ? RunState.Unknown : summary!.StepsCommitted < spec!.Steps ? RunState.Stopped : RunState.Completed,
            StepsCommitted = summary?.StepsCommitted ?? 0,
            Steps = spec?.Steps ?? 0,
            CasesEvaluated = summary?.Validation?.Count ?? 0,
            CasesToEvaluate = summary?.Validation?.Count ?? 0,
            Statistics = history is [.., var last] ? last : null,
            Failure = problems.Count > 0 ? new RunFailure(string.Join(' ', problems), IsInputError: true) : null,
        };
        return new RunOverview(status)
        {
            Name = spec?.Name ?? summary?.Run ?? name,
            Written = Written(),
            Spec = spec,
            HeldOut = summary is null ? [] : HeldOut(summary),
            Files = [.. RunFiles.All.Where(file => FolderOf(file) is not null)],
        };

        T? Try<T>(Func<T> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (InvalidInputException exception)
            {
                problems.Add(exception.Message);
                return null;
            }
        }
    }

    private RunSpec ReadSpec()
    {
        var spec = StrictJson.Bind<RunSpec>(StrictJson.Parse(ReadText(RunFiles.Spec), RunFiles.Spec), RunFiles.Spec);
        RunSpecCheck.Validate(spec);
        return spec;
    }

    private RunSummary ReadSummary()
    {
        if (!root.Has(folder, RunFiles.Summary))
        {
            throw new InvalidInputException($"{RunFiles.Summary} is missing: the run goes on, or it was ended before it had a result.");
        }

        var summary = ReportJson.Deserialize<RunSummary>(ReadText(RunFiles.Summary), RunFiles.Summary);
        return summary.Run is null ? throw new InvalidInputException($"{RunFiles.Summary} is not the summary of a run: it has no field 'run'.") : summary;
    }

    private IReadOnlyList<LossStatistics> ReadHistory()
    {
        using var text = new StreamReader(root.Open(folder, HistoryFile.Name));
        return HistoryFile.Read(text, HistoryFile.Name);
    }

    private string ReadText(string file)
    {
        using var text = new StreamReader(root.Open(folder, file));
        return text.ReadToEnd();
    }

    private DateTimeOffset Written()
    {
        var file = RunFiles.All.Where(file => file != RunFiles.Report && root.Has(folder, file)).Select(file => Path.Combine(folder, file)).OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault();
        return new DateTimeOffset(file is null ? Directory.GetLastWriteTimeUtc(folder) : File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
    }

    private static IReadOnlyList<HeldOutResult> HeldOut(RunSummary summary) =>
    [
        .. ResultRows.HeldOut([summary.Validation?.ToReport()], [summary.ValidationLoss?.ToReport()], withGroups: false)
            .Select(row => new HeldOutResult($"{row.Section}, {row.Name}", row.Values[0].Number, row.Values[0].Note)),
    ];
}
