using System.Globalization;

namespace OrleansDro.Learning.Torch;

/// <summary>
/// How often OpenMP's threads (GCC's libgomp, which Torch uses on Linux) check for work before they sleep. A thread that spins holds a core, and libgomp counts the
/// threads of its own process only: by default it spins for some milliseconds, so that the threads of two processes on the same cores wait for one another at each barrier.
/// </summary>
public sealed record SpinDecision
{
    /// <summary>The variable that sets libgomp's spin count.</summary>
    public const string CountVariable = "GOMP_SPINCOUNT";

    /// <summary>The variable of OpenMP's standard, from which libgomp derives its spin count if <see cref="CountVariable"/> is not set.</summary>
    public const string PolicyVariable = "OMP_WAIT_POLICY";

    /// <summary>
    /// The spin count if the process has several cores. A thread then spins for a few tens of microseconds, about as long as it takes to wake one that sleeps, so that it
    /// wastes at most as much again as the best choice would have cost (competitive spinning). Measured with the benchmark <c>process-sharing</c> on 2 cores: 1000 slows a process
    /// that is alone by 2 to 16 per cent, from 5000 on two processes at once lose more.
    /// </summary>
    public const int SharedCount = 2000;

    /// <summary>The value for <see cref="CountVariable"/>; null to leave it as it is.</summary>
    public int? Count { get; private init; }

    /// <summary>The decision and its reason, as a sentence without a period.</summary>
    public required string Summary { get; init; }

    /// <summary>Decides.</summary>
    /// <param name="cores">The cores that the process may use, by affinity and control group; at least 1.</param>
    /// <param name="spinCount">The user's value of <see cref="CountVariable"/>; null or blank if not set.</param>
    /// <param name="waitPolicy">The user's value of <see cref="PolicyVariable"/>; null or blank if not set.</param>
    /// <param name="isLoaded">Whether libgomp is loaded, so that it has read its variables.</param>
    public static SpinDecision Make(int cores, string? spinCount, string? waitPolicy, bool isLoaded)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cores, 1);
        if (!string.IsNullOrWhiteSpace(spinCount))
        {
            return Leave($"{CountVariable}={spinCount} in the environment decides how long OpenMP's threads spin");
        }

        if (!string.IsNullOrWhiteSpace(waitPolicy))
        {
            return Leave($"{PolicyVariable}={waitPolicy} in the environment decides how long OpenMP's threads spin");
        }

        if (isLoaded)
        {
            return Leave($"OpenMP's threads keep the default of the library, as it was loaded before this process could set {CountVariable}");
        }

        return cores == 1
            ? Use(0, "do not spin, as this process may use one core only")
            : Use(SharedCount, string.Create(CultureInfo.InvariantCulture, $"spin briefly, as other processes may need the {cores} cores that this one may use"));
    }

    /// <summary>The decision to leave all as it is.</summary>
    /// <param name="summary">Why.</param>
    public static SpinDecision Leave(string summary) => new() { Summary = summary };

    private static SpinDecision Use(int count, string reason) => new()
    {
        Count = count,
        Summary = string.Create(CultureInfo.InvariantCulture, $"OpenMP's threads {reason} ({CountVariable}={count})"),
    };
}
