using System.CommandLine;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Hosting;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>The options of all commands that train.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the data, instead of the spec's.", HelpName = "PATH" };
    private readonly SpecOptions _fields = new();
    private readonly CatalogOption _catalog = new();
    private readonly Option<TrainerRange> _trainers = TrainersOption.Create("Trainers in this process; more than the spec's micro-batches have no use. The result does not depend on it. Default: 1.", TrainerRange.One);
    private readonly Option<string?> _out = new("--out") { Description = "Folder for the files of the run. Default: a new folder under 'runs'.", HelpName = "DIR" };
    private readonly Option<int?> _httpPort = new("--http-port") { Description = "Serve the run's page and HTTP interface on this port of 127.0.0.1; 0 picks a free port. Default: no HTTP.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON." };

    public void AddTo(Command command)
    {
        OptionRange.Require(_httpPort, 0, ushort.MaxValue);
        command.Options.Add(_data);
        _fields.AddTo(command);
        _catalog.AddTo(command);
        foreach (var option in new Option[] { _trainers, _httpPort, _out, _json })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the spec can name.</summary>
    /// <exception cref="InvalidInputException">An assembly of --catalog cannot be used.</exception>
    public LearningCatalog Catalog(ParseResult parsed) => _catalog.Catalog(parsed);

    public string? Data(ParseResult parsed) => parsed.GetValue(_data);

    public TrainerRange Trainers(ParseResult parsed) => parsed.GetValue(_trainers);

    public int? HttpPort(ParseResult parsed) => parsed.GetValue(_httpPort);

    public bool Json(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>The folder of --out; null if it is not set.</summary>
    public string? Out(ParseResult parsed) => parsed.GetValue(_out);

    public string Folder(ParseResult parsed, RunSpec spec) => Path.GetFullPath(
        parsed.GetValue(_out) ?? EmbeddedRunOptions.NewFolder(spec));

    /// <summary>Reads the spec with what the options replace.</summary>
    /// <exception cref="InvalidInputException">There is no such spec, or a field is wrong.</exception>
    public RunSpec ReadSpec(ParseResult parsed, string spec) => SpecArgument.Read(spec, Data(parsed), _fields.Changes(parsed));
}
