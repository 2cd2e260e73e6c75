namespace OrleansDro.Grains.Autoscaling;

/// <summary>The time of consecutive undisturbed steps.</summary>
/// <param name="Seconds">The mean time of one of them, in seconds.</param>
/// <param name="Steps">The number of steps.</param>
internal readonly record struct StepMeasurement(double Seconds, long Steps);
