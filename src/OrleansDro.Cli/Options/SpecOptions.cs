using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OrleansDro.Grains.Coordination;

namespace OrleansDro.Cli.Options;

/// <summary>The options that replace fields of a spec.</summary>
internal sealed class SpecOptions
{
    private readonly Option<string?> _name = new("--name") { Description = "The run's name, instead of the spec's; 'compare' and 'demo' append -erm and -dro.", HelpName = "NAME" };
    private readonly Option<long?> _seed = new("--seed") { Description = "Seed, instead of the spec's.", HelpName = "N" };
    private readonly Option<int?> _steps = new("--steps") { Description = "Steps, instead of the spec's.", HelpName = "N" };
    private readonly Option<string?> _beta = new("--beta") { Description = "Beta of the hardness weighted sampling, instead of the spec's: short for --set sampling.beta=B.", HelpName = "B" };
    private readonly Option<string[]> _set = new("--set")
    {
        Description = "A value for any field of the spec, such as optimizer.learningRate=0.001 or model.channels=[8,16]. Can be given several times.",
        HelpName = "FIELD=VALUE",
    };

    public void AddTo(Command command)
    {
        OptionRange.Require(_steps, 1);
        command.Options.Add(_name);
        command.Options.Add(_seed);
        command.Options.Add(_steps);
        command.Options.Add(_beta);
        command.Options.Add(_set);
    }

    /// <summary>The fields to replace, in the order in which they apply.</summary>
    public IReadOnlyList<SpecChange> Changes(ParseResult parsed)
    {
        var changes = (parsed.GetValue(_set) ?? []).Select(SpecChange.Parse).ToList();
        if (parsed.GetValue(_seed) is { } seed)
        {
            changes.Add(new SpecChange("seed", seed.ToString(CultureInfo.InvariantCulture)));
        }

        if (parsed.GetValue(_steps) is { } steps)
        {
            changes.Add(new SpecChange("steps", steps.ToString(CultureInfo.InvariantCulture)));
        }

        if (parsed.GetValue(_beta) is { } beta)
        {
            changes.Add(SpecChange.Parse($"sampling.beta={beta}"));
        }

        if (parsed.GetValue(_name) is { } name)
        {
            changes.Add(new SpecChange("name", JsonSerializer.Serialize(name)));
        }

        return changes;
    }
}
