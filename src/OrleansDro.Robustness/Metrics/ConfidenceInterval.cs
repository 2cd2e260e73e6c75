namespace OrleansDro.Robustness.Metrics;

/// <summary>An interval that holds the true value with a stated confidence.</summary>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper);
