using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace OrleansDro.Hosting.Logging;

/// <summary>Writes each event as one line: time in UTC, event id in brackets if it has one, level if it is not information, message, and the reason in a few words.</summary>
internal sealed class LineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "orleansdro";

    private const int LongestLine = 400; // Orleans logs whole tables and stack traces

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var level = logEntry.LogLevel switch
        {
            LogLevel.Warning => "warning: ",
            LogLevel.Error => "error: ",
            LogLevel.Critical => "critical: ",
            _ => "",
        };
        var reason = logEntry.Exception is { } exception ? $" ({exception.GetType().Name}: {exception.Message})" : "";
        var id = logEntry.EventId.Id == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{logEntry.EventId.Id}] ");
        var line = $"{id}{level}{message}{reason}".ReplaceLineEndings(" ");
        line = line.Length > LongestLine ? line[..LongestLine] + "…" : line;
        textWriter.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}"));
    }
}
