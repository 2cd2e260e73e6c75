using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Reporting;

/// <summary>A run's result under the label that stands at the head of its column, such as <c>ERM</c> or <c>DRO</c>.</summary>
internal sealed record LabeledResult(string Label, RunResult Result);
