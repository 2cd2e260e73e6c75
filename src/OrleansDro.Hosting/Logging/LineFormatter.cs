using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace OrleansDro.Hosting.Logging;

/// <summary>Writes each event as one line that people can read: time in UTC, level if it is not plain information, message, and the reason in a few words.</summary>
internal sealed class LineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "orleansdro";

    private const int LongestLine = 400; // Orleans tells whole tables and stack traces

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
        var line = $"{level}{message}{reason}".ReplaceLineEndings(" ");
        line = line.Length > LongestLine ? line[..LongestLine] + "…" : line;
        textWriter.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {line}"));
    }
}
