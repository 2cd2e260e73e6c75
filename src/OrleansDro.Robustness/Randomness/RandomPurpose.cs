namespace OrleansDro.Robustness.Randomness;

/// <summary>The purposes of random numbers. Each purpose is a stream of its own, so that a new use never shifts the numbers of another.</summary>
public enum RandomPurpose
{
    /// <summary>Which case a slot draws.</summary>
    Draw = 1,

    /// <summary>The order of the cases in an epoch of uniform sampling.</summary>
    Shuffle = 2,

    /// <summary>The noise on the start value of a case's loss.</summary>
    InitialLoss = 3,

    /// <summary>Where a patch is cut and how it is augmented.</summary>
    Augmentation = 4,

    /// <summary>The start values of a network's parameters.</summary>
    Initialization = 5,

    /// <summary>Dropout and other randomness inside a network.</summary>
    Dropout = 6,

    /// <summary>Generated data.</summary>
    Data = 7,

    /// <summary>Which cases are held out.</summary>
    Split = 8,

    /// <summary>Bootstrap samples of a statistic.</summary>
    Bootstrap = 9,

    /// <summary>The order in which cases are revisited.</summary>
    Revisit = 10,

    /// <summary>The cases of a self-test.</summary>
    SelfTest = 11,

    /// <summary>The changes of parameters and inputs from which the tolerances of a self-test follow.</summary>
    Perturbation = 12,
}
