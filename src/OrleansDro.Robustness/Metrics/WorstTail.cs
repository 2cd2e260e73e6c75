namespace OrleansDro.Robustness.Metrics;

/// <summary>Which values are bad.</summary>
public enum WorstTail
{
    /// <summary>Large ones: losses, distances.</summary>
    High = 0,

    /// <summary>Small ones: Dice scores, accuracies.</summary>
    Low = 1,
}
