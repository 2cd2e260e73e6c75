using System.CommandLine;
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
    private readonly Option<int?> _httpPort = new("--http-port") { Description = "Answer questions about the run on this port of 127.0.0.1; 0 picks a free one. Default: do not.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON." };

    public void AddTo(Command command)
    {
        OptionRange.Require(_steps, 1);
        OptionRange.Require(_trainers, 1);
        OptionRange.Require(_httpPort, 0, ushort.MaxValue);
        foreach (var option in new Option[] { _data, _seed, _steps, _trainers, _httpPort, _out, _json })
        {
            command.Options.Add(option);
        }
    }

    public string? Data(ParseResult parsed) => parsed.GetValue(_data);

    public int Trainers(ParseResult parsed) => parsed.GetValue(_trainers);

    public int? HttpPort(ParseResult parsed) => parsed.GetValue(_httpPort);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    public string Folder(ParseResult parsed, RunSpec spec) => Path.GetFullPath(
        parsed.GetValue(_out) ?? Path.Combine("runs", FormattableString.Invariant($"{spec.Name}-{DateTime.Now:yyyyMMdd-HHmmss}")));

    public RunSpec Override(ParseResult parsed, RunSpec spec) => spec with
    {
        Seed = parsed.GetValue(_seed) ?? spec.Seed,
        Steps = parsed.GetValue(_steps) ?? spec.Steps,
    };
}
