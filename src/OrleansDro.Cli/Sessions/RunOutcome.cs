using OrleansDro.Abstractions.Results;

namespace OrleansDro.Cli.Sessions;

/// <summary>What came of a run.</summary>
/// <param name="Result">Its result.</param>
/// <param name="WasInterrupted">Whether the user asked it to stop before the end.</param>
internal sealed record RunOutcome(RunResult Result, bool WasInterrupted);
