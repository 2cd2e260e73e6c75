namespace OrleansDro.Robustness.Objectives;

/// <summary>A bound on the error of the sampling that stale losses cause.</summary>
public static class StalenessBound
{
    /// <summary>
    /// The largest total variation distance between softmax(beta * stale) and softmax(beta * fresh) when no loss is off by more than delta:
    /// tanh(beta * delta / 2). The log-odds of any set of cases move by 2 * beta * delta at most, and the bound is tight.
    /// </summary>
    /// <param name="beta">The inverse temperature, 0 or more and finite, in 1 / loss.</param>
    /// <param name="delta">The largest |fresh - stale|, 0 or more, in the unit of the losses.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public static double TotalVariation(double beta, double delta)
    {
        Guard.InverseTemperature(beta);
        Guard.Require(delta >= 0, delta, "0 or more");
        return beta == 0 ? 0 : Math.Tanh(beta * delta / 2);
    }
}
