namespace OrleansDro.Learning.Optimization;

/// <summary>Curves of the learning rate.</summary>
public enum LearningRateCurve
{
    /// <summary>The learning rate does not change.</summary>
    Constant,

    /// <summary>(1 - progress)^power.</summary>
    Polynomial,

    /// <summary>Half a cosine from 1 to 0.</summary>
    Cosine,
}
