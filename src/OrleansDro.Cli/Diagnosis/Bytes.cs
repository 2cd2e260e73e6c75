using System.Globalization;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>Formats sizes for users.</summary>
internal static class Bytes
{
    /// <summary>A gibibyte in bytes.</summary>
    public const long Gibi = 1L << 30;

    /// <summary>A number of bytes in GiB, or in MiB below one.</summary>
    public static string Format(long bytes) => bytes >= Gibi
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)Gibi:0.0} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}
