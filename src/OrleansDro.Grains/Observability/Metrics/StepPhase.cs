namespace OrleansDro.Grains.Observability.Metrics;

/// <summary>What a trainer's time in a step goes to. What happens at the same time as something else counts as far as it was waited for.</summary>
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

    /// <summary>Takes part in an audit: computes a part a second time, and waits until it is compared.</summary>
    Audit,

    /// <summary>Adds gradients up, here and with the others; waiting for them included.</summary>
    Reduce,

    /// <summary>Waits until the losses are on record.</summary>
    Report,

    /// <summary>The optimiser's step.</summary>
    Apply,
}
