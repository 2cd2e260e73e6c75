using OrleansDro.Abstractions.Results;
using OrleansDro.Dashboard.Sources;

namespace OrleansDro.Dashboard.Parts;

/// <summary>The loss statistics of a run over the steps, loaded piece by piece as the run goes on.</summary>
internal sealed class RunHistory
{
    private readonly List<LossStatistics> _records = [];

    /// <summary>What is loaded.</summary>
    public IReadOnlyList<LossStatistics> Records => _records;

    /// <summary>Loads what is new.</summary>
    public async Task Update(IRunReader run)
    {
        var latest = await run.GetHistory(_records.Count > 0 ? _records[^1].Step : -1);

        // A run that rolled back to a checkpoint repeats the steps since then.
        if (latest.Count > 0)
        {
            _records.RemoveAll(record => record.Step >= latest[0].Step);
            _records.AddRange(latest);
        }
    }
}
