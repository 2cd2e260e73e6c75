using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Running;

/// <summary>What came of a run.</summary>
/// <param name="Result">Its result.</param>
/// <param name="WasInterrupted">Whether the user asked it to stop before the end.</param>
internal sealed record RunOutcome(RunResult Result, bool WasInterrupted);
