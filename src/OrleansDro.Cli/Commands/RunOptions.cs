using System.CommandLine;
using System.Globalization;
using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Cli.Commands;

/// <summary>The options that all commands that train have in common.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the data, instead of the spec's.", HelpName = "PATH" };
    private readonly Option<long?> _seed = new("--seed") { Description = "Seed, instead of the spec's.", HelpName = "N" };
    private readonly Option<int?> _steps = new("--steps") { Description = "Steps, instead of the spec's.", HelpName = "N" };
    private readonly Option<int> _trainers = new("--trainers") { Description = "Trainers in this process. The result does not depend on it.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for the files of the run. Default: a new folder under 'runs'.", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON." };

    public void AddTo(Command command)
    {
        AtLeast(_steps, 1);
        AtLeast(_trainers, 1);
        foreach (var option in new Option[] { _data, _seed, _steps, _trainers, _out, _json })
        {
            command.Options.Add(option);
        }
    }

    public string? Data(ParseResult parsed) => parsed.GetValue(_data);

    public int Trainers(ParseResult parsed) => parsed.GetValue(_trainers);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public string Folder(ParseResult parsed, RunSpec spec) => Path.GetFullPath(
        parsed.GetValue(_out) ?? Path.Combine("runs", FormattableString.Invariant($"{spec.Name}-{DateTime.Now:yyyyMMdd-HHmmss}")));

    public RunSpec Override(ParseResult parsed, RunSpec spec) => spec with
    {
        Seed = parsed.GetValue(_seed) ?? spec.Seed,
        Steps = parsed.GetValue(_steps) ?? spec.Steps,
    };

    private static void AtLeast(Option option, int minimum) => option.Validators.Add(result =>
    {
        // A value that is no number is told by the parser itself.
        if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var value) && value < minimum)
        {
            result.AddError($"{option.Name} must be {minimum} or more, not {value}.");
        }
    });
}
