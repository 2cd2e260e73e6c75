using System.CommandLine;

namespace OrleansDro.Cli.Options;

/// <summary>A run of a cluster on the command line.</summary>
internal static class RunArgument
{
    public static Argument<string> Create() => new("run") { Description = "The run's name; 'orleansdro runs' lists all.", HelpName = "RUN" };
}
