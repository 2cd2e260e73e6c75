namespace OrleansDro.Learning.Torch;

/// <summary>The native library of TorchSharp cannot be loaded. The message is for users: why, and what helps.</summary>
public sealed class TorchLibraryException(string message) : Exception(message);
