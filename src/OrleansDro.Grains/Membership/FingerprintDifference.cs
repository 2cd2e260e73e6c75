using System.Globalization;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Describes in which fields fingerprints differ.</summary>
internal static class FingerprintDifference
{
    private static readonly (string Name, Func<ComputeFingerprint, string> Value)[] Fields =
    [
        ("device", fingerprint => fingerprint.Device),
        ("processor", fingerprint => fingerprint.Processor),
        ("kernels", fingerprint => fingerprint.Kernels),
        ("libraries", fingerprint => fingerprint.Libraries),
        ("threads", fingerprint => fingerprint.Threads.ToString(CultureInfo.InvariantCulture)),
        ("precision", fingerprint => fingerprint.Precision),
    ];

    /// <summary>The fields that differ with all of their values, such as <c>kernels: oneDNN AVX2, ATen AVX2 / oneDNN AVX512_CORE, ATen AVX512</c>; empty if none does.</summary>
    public static string Describe(IReadOnlyList<ComputeFingerprint> fingerprints) => string.Join(
        "; ",
        Fields.Select(field => (field.Name, Values: fingerprints.Select(field.Value).Distinct().ToArray()))
            .Where(field => field.Values.Length > 1)
            .Select(field => $"{field.Name}: {string.Join(" / ", field.Values)}"));
}
