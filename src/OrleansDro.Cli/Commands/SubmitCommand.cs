using System.CommandLine;
using System.Text.Json.Nodes;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Options;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Sessions;
using OrleansDro.Grains.Coordination;
using OrleansDro.Hosting;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro submit SPEC</c>: starts a run in a cluster; the run continues without this process.</summary>
internal sealed class SubmitCommand
{
    private readonly ClusterOptions _cluster = new();
    private readonly SpecOptions _fields = new();
    private readonly Argument<string> _spec = SpecArgument.Create();
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the data on the silos, instead of the spec's; a relative path is below their --data-root.", HelpName = "PATH" };
    private readonly Option<TrainerRange> _trainers = TrainersOption.Create(
        "How many trainers may work on the run at once: it waits below MIN and uses at most MAX. The result does not depend on it. Default: 1: (all that are available).", TrainerRange.Any);

    private readonly Option<bool> _wait = new("--wait") { Description = "Show the run's progress and wait until it ends." };
    private readonly Option<string?> _out = new("--out") { Description = "Folder for the files of the run; needs --wait.", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "Print the result as JSON." };

    private SubmitCommand()
    {
    }

    public static Command Create()
    {
        var options = new SubmitCommand();
        var command = new Command("submit", "Starts a run in a cluster and returns; the run continues without this process.") { options._spec };
        options._cluster.AddTo(command);
        options._fields.AddTo(command);
        foreach (var option in new Option[] { options._data, options._trainers, options._wait, options._out, options._json })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(options._out) is not null && !result.GetValue(options._wait))
            {
                result.AddError("--out needs --wait, because the files of a run are written when it ends. They can be written later with 'orleansdro watch RUN --out DIR'.");
            }
        });
        command.SetAction(options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var cluster = _cluster.Address(parsed);
        var spec = Spec(parsed);
        var folder = parsed.GetValue(_out) is { } path ? RunFolder.OpenForResult(path).Path : null;
        await TrainersOption.WarnOfSparesAsync(parsed.GetValue(_trainers), spec);
        await using var session = await ClusterSession.ConnectAsync(cluster);
        await session.StartAsync(new RunStart { Spec = spec, Trainers = parsed.GetValue(_trainers) });
        if (parsed.GetValue(_wait))
        {
            return await RemoteRun.FollowAsync(session, spec.Name, folder, parsed.GetValue(_json));
        }

        RunFailedException.ThrowIfFailed(await session.WaitForBeginAsync(spec.Name));
        Console.WriteLine(parsed.GetValue(_json) ? ReportJson.Serialize(new { Run = spec.Name }) : spec.Name);
        return ExitCode.Done;
    }

    private RunSpec Spec(ParseResult parsed)
    {
        var spec = SpecArgument.ReadAsWritten(parsed.GetRequiredValue(_spec), _fields.Changes(parsed));
        if (parsed.GetValue(_data) is { } data)
        {
            var options = JsonNode.Parse(spec.Data.Options)!.AsObject();
            options["path"] = data;
            spec = spec with { Data = spec.Data with { Options = options.ToJsonString() } };
        }

        RunSpecCheck.Validate(spec);
        return spec;
    }
}
