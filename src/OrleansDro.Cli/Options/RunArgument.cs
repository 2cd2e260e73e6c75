using System.CommandLine;
using OrleansDro.Grains.Coordination;

namespace OrleansDro.Cli.Options;

/// <summary>A run on the command line.</summary>
internal static class RunArgument
{
    /// <summary>Creates the argument.</summary>
    /// <param name="description">Its description in the help.</param>
    public static Argument<string> Create(string description = "The run's name; 'orleansdro runs' lists all.")
    {
        var run = new Argument<string>("run") { Description = description, HelpName = "RUN" };
        run.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !RunSpecCheck.IsName(token.Value))
            {
                result.AddError($"No run has the name '{token.Value}': a name is {RunSpecCheck.NameRule}.");
            }
        });
        return run;
    }
}
