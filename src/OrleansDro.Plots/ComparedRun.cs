using OrleansDro.Abstractions.Results;

namespace OrleansDro.Plots;

/// <summary>The curves of a run that is shown beside others.</summary>
/// <param name="Label">What the legend calls it.</param>
/// <param name="History">Its statistics over the steps.</param>
internal sealed record ComparedRun(string Label, IReadOnlyList<LossStatistics> History);
