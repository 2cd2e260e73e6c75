using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansDro.FaultInjection.Processes;

/// <summary>A line of a silo's log, see <c>LineFormatter</c> of the hosting library.</summary>
/// <param name="Time">When it was written, in UTC.</param>
/// <param name="EventId">The id of its event; 0 if it has none.</param>
/// <param name="IsError">Whether its level is error or higher.</param>
/// <param name="Text">Its message with its fields.</param>
internal sealed partial record LogLine(DateTimeOffset Time, int EventId, bool IsError, string Text)
{
    /// <summary>The lines of a log in an output; lines of another form are left out.</summary>
    /// <param name="output">The output.</param>
    public static IReadOnlyList<LogLine> In(string output) => [.. Form().Matches(output).Select(Parse)];

    private static LogLine Parse(Match match) => new(
        DateTimeOffset.Parse(match.Groups["time"].Value, CultureInfo.InvariantCulture),
        match.Groups["id"] is { Success: true, Value: var id } ? int.Parse(id, CultureInfo.InvariantCulture) : 0,
        match.Groups["level"].Value is "error" or "critical",
        match.Groups["text"].Value);

    [GeneratedRegex(@"^\s*(?<time>\d{4}-\d\d-\d\dT[\d:.]+Z) (\[(?<id>\d+)\] )?((?<level>warning|error|critical): )?(?<text>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
