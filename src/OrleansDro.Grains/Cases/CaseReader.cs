using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Cases;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Cases;

/// <summary>Answers queries about a run's cases. The work is done on a copy, outside the calling grain's turn, so the run continues meanwhile.</summary>
internal sealed class CaseReader(IGrainFactory grains, string run, Func<CaseLabels> labels, Func<IReadOnlyList<string>> classNames, SamplingOptions options)
{
    /// <inheritdoc cref="IRunGrain.GetCase"/>
    public async Task<CaseView> GetCase(string id)
    {
        var index = IndexOf(id);
        var view = await Read(queries => queries.Find(index));

        // Steps may be committed meanwhile; the losses are shown as of one committed step.
        var committed = view.Age + (view.LastStep ?? -1);
        var memory = await grains.GetGrain<ICaseGrain>(index, run).GetMemory();
        var trace = memory.Trace ?? throw new InvalidOperationException($"The run '{run}' has no sampler.");
        return view with
        {
            RecentLosses = [.. trace.RecentLosses.Where(loss => loss.Step <= committed)],
            LabelLosses = LabelLossesOf(trace, committed),
            LearnedAt = trace.Learning.FirstStep is >= 0 and var step ? step : null,
            TimesForgotten = trace.Learning.TimesForgotten,
            Notes = memory.Notes,
        };
    }

    /// <inheritdoc cref="IRunGrain.AddNote"/>
    public Task AddNote(string id, string text) => grains.GetGrain<ICaseGrain>(IndexOf(id), run).AddNote(text);

    /// <inheritdoc cref="IRunGrain.GetCases"/>
    public Task<CasePage> GetCases(CaseQuery query)
    {
        CaseQueries.RequireValid(query);
        return Read(queries => queries.List(query));
    }

    /// <inheritdoc cref="IRunGrain.GetGroups"/>
    public Task<IReadOnlyList<GroupView>> GetGroups() => Read(queries => queries.Groups());

    /// <inheritdoc cref="IRunGrain.GetTail"/>
    public Task<TailEstimates?> GetTail() => Read(queries => queries.Tail());

    /// <inheritdoc cref="IRunGrain.GetHistogram"/>
    public Task<LossHistogram?> GetHistogram() => Read(queries => queries.HistogramOfLosses());

    private LabelLosses[] LabelLossesOf(CaseTrace trace, long committed)
    {
        var names = classNames();
        return
        [
            .. (trace.LabelLosses ?? []).Select((losses, i) => new LabelLosses(
                names.ElementAtOrDefault(i + 1) ?? $"label {i + 1}", // Class 0 is the background.
                [.. losses.Zip(trace.RecentLosses).Where(pair => pair.Second.Step <= committed).Select(pair => (double)pair.First)])),
        ];
    }

    private int IndexOf(string id) => labels().Find(id) ?? throw new KeyNotFoundException($"The run '{run}' has no case '{id}'. List its cases to see their ids.");

    private async Task<T> Read<T>(Func<CaseQueries, T> answer)
    {
        var history = await grains.GetGrain<ISamplerGrain>(run).GetHistory();
        var known = labels();

        // A case that is being added is shown as soon as it has a label.
        history = history.Records.Length <= known.Count ? history : history with { Records = history.Records[..known.Count] };
        return await Task.Run(() => answer(new CaseQueries(history, known, options)));
    }
}
