using System.Text.RegularExpressions;

namespace OrleansDro.FaultInjection.Processes;

/// <summary>What a silo prints when it is ready.</summary>
/// <param name="Silo">Its address with its generation, as Orleans writes it: <c>127.0.0.1:11111@123456</c>.</param>
/// <param name="Gateway">Where clients reach it, or null.</param>
/// <param name="Http">Where it answers over HTTP, or null.</param>
/// <param name="Devices">Its devices.</param>
internal sealed partial record SiloAnnouncement(string Silo, string? Gateway, Uri? Http, IReadOnlyList<string> Devices)
{
    private const string Nothing = "-";

    /// <summary>Reads the line, or returns null where it is another one.</summary>
    public static SiloAnnouncement? Parse(string line)
    {
        var match = Line().Match(line);
        return match.Success
            ? new SiloAnnouncement(
                match.Groups["silo"].Value,
                Optional(match.Groups["gateway"].Value),
                Optional(match.Groups["http"].Value) is { } http ? new Uri(http) : null,
                Optional(match.Groups["devices"].Value)?.Split(',') ?? [])
            : null;
    }

    private static string? Optional(string value) => value == Nothing ? null : value;

    [GeneratedRegex(@"^Ready: silo=(?<silo>\S+) gateway=(?<gateway>\S+) http=(?<http>\S+) roles=\S+ devices=(?<devices>\S+)$")]
    private static partial Regex Line();
}
