using System.Text;
using OrleansDro.Cli.Commands;

namespace OrleansDro.Cli.Tests;

/// <summary>Runs the command in the process of the tests, for the many inputs that it refuses: a process for each takes a minute in sum.</summary>
internal static class CommandInProcess
{
    private static readonly AsyncLocal<StringWriter?> Output = new(), Error = new();

    static CommandInProcess()
    {
        Console.SetOut(new Redirected(Console.Out, Output));
        Console.SetError(new Redirected(Console.Error, Error));
    }

    /// <summary>Runs the command.</summary>
    /// <returns>Its exit code and what it wrote.</returns>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        (Output.Value, Error.Value) = (output, error);
        var exitCode = await CommandLine.RunAsync(arguments);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Writes what a test writes where it is captured, and what others write at the same time where it belongs.</summary>
    private sealed class Redirected(TextWriter console, AsyncLocal<StringWriter?> captured) : TextWriter
    {
        public override Encoding Encoding => console.Encoding;

        public override void Write(char value) => (captured.Value ?? console).Write(value);
    }
}
