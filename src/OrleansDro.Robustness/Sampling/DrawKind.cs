namespace OrleansDro.Robustness.Sampling;

/// <summary>Among which cases a draw chooses, and how.</summary>
public enum DrawKind
{
    /// <summary>Among the seen cases, each weighted by exp(beta * loss).</summary>
    Seen = 0,

    /// <summary>Among the unseen cases, which weigh the same.</summary>
    Unseen = 1,

    /// <summary>Among all eligible cases with equal weights: the mixing floor.</summary>
    Eligible = 2,
}
