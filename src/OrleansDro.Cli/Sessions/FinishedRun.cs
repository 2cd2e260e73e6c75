using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Sessions;

/// <summary>The end of a run.</summary>
/// <param name="Result">The result.</param>
/// <param name="WasInterrupted">Whether the user asked it to stop before the end.</param>
internal sealed record FinishedRun(RunResult Result, bool WasInterrupted);
