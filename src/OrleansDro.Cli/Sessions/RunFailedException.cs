namespace OrleansDro.Cli.Sessions;

/// <summary>A run ended by an error that is not the user's input.</summary>
internal sealed class RunFailedException(string message) : Exception(message);
