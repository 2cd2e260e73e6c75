using System.Text.RegularExpressions;

namespace OrleansDro.FaultInjection.Processes;

/// <summary>The line that a silo prints when it is ready.</summary>
internal static partial class ReadyLine
{
    /// <summary>The address of the silo with its generation, as Orleans writes it: <c>127.0.0.1:11111@123456</c>; null where it is another line.</summary>
    public static string? SiloOf(string line) => Form().Match(line) is { Success: true } match ? match.Groups["silo"].Value : null;

    /// <summary>Where the silo answers over HTTP; null where it does not, or it is another line.</summary>
    public static Uri? HttpOf(string line) => Form().Match(line) is { Success: true } match && Uri.TryCreate(match.Groups["http"].Value, UriKind.Absolute, out var address) ? address : null;

    [GeneratedRegex(@"^Ready: silo=(?<silo>\S+:\d+@\d+) gateway=\S+ http=(?<http>\S+) roles=\S+ devices=\S+$")]
    private static partial Regex Form();
}
