namespace OrleansDro.Hosting;

/// <summary>A run failed for a reason other than the user's input.</summary>
/// <param name="message">What happened and what to do.</param>
public sealed class RunFailedException(string message) : Exception(message);
