namespace OrleansDro.Cli.Sessions;

/// <summary>A run failed for a reason other than the user's input.</summary>
internal sealed class RunFailedException(string message) : Exception(message);
