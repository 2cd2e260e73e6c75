using FsCheck;
using FsCheck.Fluent;

namespace OrleansDro.Robustness.Tests;

/// <summary>Random losses of 1 to 40 cases, on a random scale, some of them tied.</summary>
public sealed record LossVector(double[] Values)
{
    public override string ToString() => string.Join(" ", Values.Select(value => value.ToString("R")));
}

/// <summary>Generators for property-based tests.</summary>
public static class Generators
{
    public static Arbitrary<LossVector> LossVectors() => (
        from count in Gen.Choose(1, 40)
        from exponent in Gen.Choose(-3, 3)
        from offset in Gen.Choose(-5, 5)
        from ticks in Gen.Choose(0, 1000).ArrayOf(count)
        let scale = Math.Pow(10, exponent)
        select new LossVector([.. ticks.Select(tick => scale * (offset + tick / 250.0))])).ToArbitrary();

    /// <summary>An inverse temperature from nearly uniform to nearly the maximum alone.</summary>
    public static Arbitrary<Beta> Betas() => (
        from tenths in Gen.Choose(-30, 30)
        select new Beta(Math.Pow(10, tenths / 10.0))).ToArbitrary();
}

public sealed record Beta(double Value);
