using System.CommandLine;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Sessions;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro compare SPEC</c>: trains with uniform and with hardness weighted sampling.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var options = new RunOptions();
        var spec = SpecArgument.Create();
        var command = new Command("compare", "Trains twice, with uniform sampling (ERM) and with the spec's hardness weighted sampling (DRO), and compares the results.") { spec };
        options.AddTo(command);
        command.SetAction(parsed => Comparison.RunAsync(parsed, options, parsed.GetRequiredValue(spec)));
        return command;
    }
}
