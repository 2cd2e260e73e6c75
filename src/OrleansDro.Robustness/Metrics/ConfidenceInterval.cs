namespace OrleansDro.Robustness.Metrics;

/// <summary>An interval that contains the true value with a given confidence.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper);
