namespace OrleansDro.Robustness.Sampling;

/// <summary>How a case ranks before its first loss is known.</summary>
public enum StartKind
{
    /// <summary>With the hardest case seen so far, for any scale of the losses: the run first visits all unseen cases.</summary>
    Optimistic = 0,

    /// <summary>At a constant loss with a little noise, as in the paper's code. The constant should be at least the largest loss.</summary>
    Constant = 1,
}
