namespace OrleansDro.Cli.Clients;

/// <summary>A server could not be reached, or could not answer.</summary>
internal sealed class ServerException(string message) : Exception(message);
