using OrleansDro.Abstractions.Cases;
using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Sampling;
using OrleansDro.Grains.Protocol.Sampling.Shards;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Grains.Cases;

/// <summary>Answers questions about a run's cases. The work is done beside the grain that asks, on a copy, so that a large run goes on meanwhile.</summary>
internal sealed class CaseReader(IGrainFactory grains, CaseShards shards, string run, Func<CaseLabels> labels, SamplingOptions options)
{
    /// <inheritdoc cref="IRunGrain.GetCase"/>
    public async Task<CaseView> GetCase(string id)
    {
        var index = labels().Find(id) ?? throw new KeyNotFoundException($"The run '{run}' has no case '{id}'. List its cases to see their ids.");
        var view = await Read(catalog => catalog.Find(index));

        // The case may have gone on meanwhile; it is shown as of one committed step.
        var committed = view.Age + (view.LastStep ?? -1);
        var shard = await shards.Find(run, index) ?? throw new InvalidOperationException($"The run '{run}' has no sampler.");
        var state = await grains.GetGrain<ISamplerShardGrain>(shard, run).GetState(index);
        return view with { RecentLosses = [.. state.RecentLosses.Where(loss => loss.Step <= committed)] };
    }

    /// <inheritdoc cref="IRunGrain.GetCases"/>
    public Task<CasePage> GetCases(CaseQuery query)
    {
        CaseCatalog.RequireValid(query);
        return Read(catalog => catalog.List(query));
    }

    /// <inheritdoc cref="IRunGrain.GetGroups"/>
    public Task<IReadOnlyList<GroupView>> GetGroups() => Read(catalog => catalog.Groups());

    /// <inheritdoc cref="IRunGrain.GetTail"/>
    public Task<TailEstimates?> GetTail() => Read(catalog => catalog.Tail());

    /// <inheritdoc cref="IRunGrain.GetHistogram"/>
    public Task<LossHistogram?> GetHistogram() => Read(catalog => catalog.SpreadOfLosses());

    private async Task<T> Read<T>(Func<CaseCatalog, T> answer)
    {
        var history = await grains.GetGrain<ISamplerGrain>(run).GetHistory();
        var known = labels();

        // A case that was added this instant is shown as soon as it has a name.
        history = history.Records.Length <= known.Count ? history : history with { Records = history.Records[..known.Count] };
        return await Task.Run(() => answer(new CaseCatalog(history, known, options)));
    }
}
