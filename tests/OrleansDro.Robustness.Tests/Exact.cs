namespace OrleansDro.Robustness.Tests;

/// <summary>The formulas in their plainest form, to compare with.</summary>
internal static class Exact
{
    public static double LogSumExp(IReadOnlyList<double> losses, double beta)
    {
        var largest = losses.Max();
        return beta * largest + Math.Log(losses.Sum(loss => Math.Exp(beta * (loss - largest))));
    }

    public static double[] Softmax(IReadOnlyList<double> losses, double beta)
    {
        var largest = losses.Max();
        var sum = losses.Sum(loss => Math.Exp(beta * (loss - largest)));
        return [.. losses.Select(loss => Math.Exp(beta * (loss - largest)) / sum)];
    }
}
