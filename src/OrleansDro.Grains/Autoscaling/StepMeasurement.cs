namespace OrleansDro.Grains.Autoscaling;

/// <summary>Undisturbed steps one after the other.</summary>
/// <param name="Seconds">How long one of them took, in seconds.</param>
/// <param name="Steps">How many.</param>
internal readonly record struct StepMeasurement(double Seconds, long Steps);
