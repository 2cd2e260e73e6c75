namespace OrleansDro.Learning.SelfTesting;

/// <summary>A device computes a network wrongly. The message is for users: what is wrong, where, and what helps.</summary>
public sealed class SelfTestFailedException(string message) : Exception(message);
