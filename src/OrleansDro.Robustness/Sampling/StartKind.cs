namespace OrleansDro.Robustness.Sampling;

/// <summary>How a case ranks before its first loss is known.</summary>
public enum StartKind
{
    /// <summary>With the hardest case seen so far, whatever the scale of the losses: an implicit pass over the data comes first.</summary>
    Optimistic = 0,

    /// <summary>At a constant loss with a little noise, as in the paper's code. The constant should be at least the largest loss.</summary>
    Constant = 1,
}
