using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansDro.Hosting.Logging;

/// <summary>The log of a silo: on the standard error, one line an event.</summary>
internal static class LineLogging
{
    /// <summary>Logs in lines.</summary>
    /// <param name="logging">The logging.</param>
    /// <param name="own">From which level on OrleansDro's own events are told.</param>
    public static void AddLines(this ILoggingBuilder logging, LogLevel own = LogLevel.Information)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging
            .SetMinimumLevel(own)

            // Orleans warns of what it then copes with; that a silo came or went we log ourselves.
            .AddFilter("Orleans", LogLevel.Error)
            .AddFilter("Orleans.Runtime.MembershipService", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.GrainDirectory", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.Messaging", LogLevel.Critical)

            // What has failed for good is thrown at who asked, and told there: a call to a silo that is gone, a grain that no silo can hold, a storage that is away.
            .AddFilter("Orleans.Messaging", LogLevel.Critical)
            .AddFilter("Orleans.Persistence", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.GrainCallCancellationManager", LogLevel.Critical)
            .AddFilter("Polly", LogLevel.Critical)
            .AddFilter("OrleansDro", own)

            // Orleans tells in its name which part of a ring it has, which we do not use.
            .AddFilter("OrleansDro.Grains.AllReduce.GradientReducerService", LogLevel.Warning)
            .AddFilter("Microsoft", LogLevel.Warning)

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
