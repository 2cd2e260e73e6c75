namespace OrleansDro.Hosting.Cluster;

/// <summary>A cluster cannot be reached or joined; the message says why and what to do.</summary>
/// <param name="message">For the user.</param>
/// <param name="innerException">What was caught, or null.</param>
public sealed class ClusterException(string message, Exception? innerException = null) : Exception(message, innerException);
