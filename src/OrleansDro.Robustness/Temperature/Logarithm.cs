namespace OrleansDro.Robustness.Temperature;

/// <summary>
/// The natural logarithm with the same bits everywhere: only operations that IEEE 754 rounds exactly. That of the C library differs in the last bit
/// from one processor and system to the next, and a beta steered by it would.
/// </summary>
internal static class Logarithm
{
    private const double Log2 = 0.693147180559945309417;
    private const int Terms = 12;

    /// <summary>The natural logarithm of a finite value above 0, which is no subnormal one; within a few units in the last place.</summary>
    public static double Of(double value)
    {
        var exponent = Math.ILogB(value);
        var mantissa = Math.ScaleB(value, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        // log m = 2 * artanh((m - 1) / (m + 1)); the argument is 0.172 at most, and its 25th power below the last bit.
        var argument = (mantissa - 1) / (mantissa + 1);
        var square = argument * argument;
        var series = 0.0;
        for (var term = Terms; term >= 1; term--)
        {
            series = series * square + 1.0 / (2 * term - 1);
        }

        return exponent * Log2 + 2 * argument * series;
    }
}
