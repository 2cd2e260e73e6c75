using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansDro.Hosting.Logging;

/// <summary>The log of a silo: on standard error, one line per event.</summary>
internal static class LineLogging
{
    /// <summary>Adds the log.</summary>
    /// <param name="logging">The logging of the host.</param>
    /// <param name="own">The lowest level of OrleansDro's own events that is logged.</param>
    public static void AddLines(this ILoggingBuilder logging, LogLevel own = LogLevel.Information)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging
            .SetMinimumLevel(own)

            // Orleans warns of failures that it handles itself; MembershipLog logs that silos join and leave.
            .AddFilter("Orleans", LogLevel.Error)
            .AddFilter("Orleans.Runtime.MembershipService", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.GrainDirectory", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.Messaging", LogLevel.Critical)

            // The caller receives a final failure and logs it: a call to a lost silo, a grain that no silo can host, a storage that is not available.
            .AddFilter("Orleans.Messaging", LogLevel.Critical)
            .AddFilter("Orleans.Persistence", LogLevel.Critical)
            .AddFilter("Orleans.Runtime.GrainCallCancellationManager", LogLevel.Critical)
            .AddFilter("Polly", LogLevel.Critical)
            .AddFilter("OrleansDro", own)

            // Orleans logs under its name which part of a ring it has, which we do not use.
            .AddFilter("OrleansDro.Grains.AllReduce.GradientReducerService", LogLevel.Warning)
            .AddFilter("Microsoft", LogLevel.Warning)

            // A failed start throws its reason; a log line would repeat it.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddConsole(console =>
            {
                console.LogToStandardErrorThreshold = LogLevel.Trace;
                console.FormatterName = LineFormatter.FormatterName;
            })
            .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
    }
}
