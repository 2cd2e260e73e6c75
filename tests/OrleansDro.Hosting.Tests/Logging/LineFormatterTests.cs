using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansDro.Hosting.Logging;

namespace OrleansDro.Hosting.Tests.Logging;

public sealed class LineFormatterTests
{
    [Fact]
    public void Write_Information_IsTimeAndMessage() => Assert.EndsWith("Z Silo is there\n", Write(LogLevel.Information, "Silo is there", null), StringComparison.Ordinal);

    [Fact]
    public void Write_EventWithId_HasItBeforeTheLevel() =>
        Assert.EndsWith("Z [8012] warning: Silo is lost\n", Write(LogLevel.Warning, "Silo is lost", null, eventId: 8012), StringComparison.Ordinal);

    [Fact]
    public void Write_ExceptionWithLines_IsOneLine()
    {
        var line = Write(LogLevel.Error, "Could not\nsave", new IOException("disk\r\nfull"));
        Assert.EndsWith("Z error: Could not save (IOException: disk full)\n", line, StringComparison.Ordinal);
        Assert.Single(line, character => character == '\n');
    }

    [Fact]
    public void Write_EndlessMessage_IsCut() => Assert.InRange(Write(LogLevel.Warning, new string('x', 10_000), null).Length, 400, 450);

    private static string Write(LogLevel level, string message, Exception? exception, int eventId = 0)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new LineFormatter(TimeProvider.System).Write(new LogEntry<string>(level, "category", eventId, message, exception, (text, _) => text), null, writer);
        return writer.ToString();
    }
}
