namespace OrleansDro.Robustness.Temperature;

/// <summary>What decides the inverse temperature beta of q = softmax(beta * loss) while a run goes on.</summary>
public enum TemperatureControl
{
    /// <summary>Beta stays as given.</summary>
    Fixed = 0,

    /// <summary>Beta is the largest at which the effective sample size 1 / (sum of q^2) is still a given share of the seen cases.</summary>
    EffectiveSampleSize = 1,

    /// <summary>Beta is the largest at which KL(q || uniform) is still within a budget: the adversary of a KL ball around the data.</summary>
    KullbackLeibler = 2,
}
