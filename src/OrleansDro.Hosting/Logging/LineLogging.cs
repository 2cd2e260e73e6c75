using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansDro.Hosting.Logging;

/// <summary>The log of a silo: on the standard error, one line an event.</summary>
internal static class LineLogging
{
    public static void AddLines(this ILoggingBuilder logging)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging
            .SetMinimumLevel(LogLevel.Information)

            // Orleans warns of what it then copes with; that a silo came or went we log ourselves.
            .AddFilter("Orleans", LogLevel.Error)
            .AddFilter("Orleans.Runtime.MembershipService", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.GrainDirectory", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.Messaging", LogLevel.Critical)
            .AddFilter("OrleansDro", LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Polly", LogLevel.Warning)

            // Why a start failed is thrown; it need not be logged too.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddConsole(console =>
            {
                console.LogToStandardErrorThreshold = LogLevel.Trace;
                console.FormatterName = LineFormatter.FormatterName;
            })
            .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
    }
}
