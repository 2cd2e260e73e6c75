using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro demo</c>: compares ERM and DRO on generated volumes; needs no data and no server.</summary>
internal static class DemoCommand
{
    private const string Spec = "phantom";

    public static Command Create()
    {
        var options = new RunOptions();
        var command = new Command("demo", "Trains a small 3D U-Net on generated volumes with a rare anatomy, twice: ERM and DRO. One to two minutes on 2 cores.");
        options.AddTo(command);
        command.SetAction(parsed => Comparison.RunAsync(parsed, options, Spec));
        return command;
    }
}
