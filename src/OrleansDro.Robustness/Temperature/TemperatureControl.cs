namespace OrleansDro.Robustness.Temperature;

/// <summary>The control of the inverse temperature beta of q = softmax(beta * loss) during a run.</summary>
public enum TemperatureControl
{
    /// <summary>Beta stays at its start value.</summary>
    Fixed = 0,

    /// <summary>Beta is the largest at which the effective sample size 1 / (sum of q^2) is still a given share of the seen cases.</summary>
    EffectiveSampleSize = 1,

    /// <summary>Beta is the largest at which KL(q || uniform) is still within a budget: the adversary of a KL ball around the data.</summary>
    KullbackLeibler = 2,
}
