namespace OrleansDro.Learning.Training;

/// <summary>The model itself has no finite loss any more, not even on a blank input.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
