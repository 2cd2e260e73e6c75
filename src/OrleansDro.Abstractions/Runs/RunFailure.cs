namespace OrleansDro.Abstractions.Runs;

/// <summary>Why a run failed.</summary>
/// <param name="Message">For the user: what is wrong and what to do.</param>
/// <param name="IsInputError">Whether the user's input is at fault (exit code 2) rather than the run (exit code 1).</param>
/// <param name="Details">For the log: exception and stack trace; null if the message says it all.</param>
/// <param name="IsWrongArithmetic">Whether the device failed its self-test.</param>
[GenerateSerializer, Immutable, Alias("OrleansDro.RunFailure")]
public sealed record RunFailure([property: Id(0)] string Message, [property: Id(1)] bool IsInputError, [property: Id(2)] string? Details = null, [property: Id(3)] bool IsWrongArithmetic = false);
