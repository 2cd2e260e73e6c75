using System.Globalization;
using OrleansDro.Learning.Torch;

namespace OrleansDro.Benchmarks.Sharing;

/// <summary>How the threads of the measured processes wait.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="SpinCount">What a user sets GOMP_SPINCOUNT to; null to let the process decide.</param>
internal sealed record SharingSetting(string Name, int? SpinCount)
{
    /// <summary>libgomp's own count if no variable is set, and so what every process had before it decided (initialize_env in GCC's libgomp/env.c).</summary>
    public static SharingSetting LibraryDefault { get; } = new("library's default", 300_000);

    /// <summary>What the process decides.</summary>
    public static SharingSetting Decided { get; } = new("as decided", SpinCount: null);

    /// <summary>A count to compare with.</summary>
    public static SharingSetting Of(int spinCount) => new(string.Create(CultureInfo.InvariantCulture, $"{spinCount} spins"), spinCount);

    /// <summary>Sets the variables of a process that is about to start.</summary>
    public void ApplyTo(IDictionary<string, string?> environment)
    {
        environment.Remove(SpinDecision.PolicyVariable);
        environment[SpinDecision.CountVariable] = SpinCount?.ToString(CultureInfo.InvariantCulture);
    }
}
