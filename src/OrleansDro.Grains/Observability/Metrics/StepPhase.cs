namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>The phases of a trainer's step. Work that overlaps with another phase counts only as far as the step waits for it.</summary>
internal enum StepPhase
{
    /// <summary>Waits for the draws.</summary>
    Draw,

    /// <summary>Waits for the cases to be loaded and augmented.</summary>
    Load,

    /// <summary>The model's forward pass and the losses.</summary>
    Forward,

    /// <summary>The backward pass.</summary>
    Backward,

    /// <summary>Takes part in an audit: computes a part a second time and waits for the comparison.</summary>
    Audit,

    /// <summary>Sums gradients, locally and by the all-reduce, including the time to wait for other trainers.</summary>
    Reduce,

    /// <summary>Waits until the losses are durable.</summary>
    Report,

    /// <summary>The optimizer's step.</summary>
    Apply,
}
