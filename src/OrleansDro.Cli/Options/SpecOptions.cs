using System.CommandLine;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Cli.Options;

/// <summary>The options that replace fields of a spec.</summary>
internal sealed class SpecOptions
{
    private readonly Option<long?> _seed = new("--seed") { Description = "Seed, instead of the spec's.", HelpName = "N" };
    private readonly Option<int?> _steps = new("--steps") { Description = "Steps, instead of the spec's.", HelpName = "N" };

    public void AddTo(Command command)
    {
        OptionRange.Require(_steps, 1);
        command.Options.Add(_seed);
        command.Options.Add(_steps);
    }

    public RunSpec Override(ParseResult parsed, RunSpec spec) => spec with
    {
        Seed = parsed.GetValue(_seed) ?? spec.Seed,
        Steps = parsed.GetValue(_steps) ?? spec.Steps,
    };
}
