using System.CommandLine;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Diagnosis;
using OrleansDro.Learning.Torch;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>The options of the command <c>doctor</c>: those of the command that fails, with the same names.</summary>
internal sealed class DoctorOptions
{
    private readonly ClusterOptions _cluster = new();
    private readonly Option<string?> _data = new("--data", "--data-root") { Description = "Check that this folder of data can be read.", HelpName = "PATH" };
    private readonly Option<string?> _out = new("--out") { Description = "Check that this folder for the files of a run can be written.", HelpName = "DIR" };
    private readonly Option<string?> _checkpoints = new("--checkpoint-root", "--checkpoints") { Description = "Check that this folder for checkpoints can be written.", HelpName = "DIR" };
    private readonly Option<int?>[] _ports =
    [
        new("--http-port") { Description = "Check that this port for HTTP is free.", HelpName = "N" },
        new("--silo-port") { Description = "Check that this port for other silos is free.", HelpName = "N" },
        new("--gateway-port") { Description = "Check that this port for clients is free.", HelpName = "N" },
    ];

    /// <summary>Adds the options to the command.</summary>
    /// <param name="command">The command.</param>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _data, _out, _checkpoints })
        {
            command.Options.Add(option);
        }

        foreach (var port in _ports)
        {
            OptionRange.Require(port, 0, ushort.MaxValue);
            command.Options.Add(port);
        }

        _cluster.AddTo(command);
    }

    /// <summary>The checks to run, in their order.</summary>
    /// <param name="parsed">The options as given.</param>
    /// <exception cref="InvalidInputException">The options of the cluster are incomplete or not valid.</exception>
    public IReadOnlyList<Check> Checks(ParseResult parsed)
    {
        var cluster = _cluster.Find(parsed).Value is not null ? _cluster.Address(parsed) : null;
        var folders = new FoldersCheck([.. new[] { _out, _checkpoints }.Where(option => parsed.GetValue(option) is not null).Select(option => (option.Name, parsed.GetValue(option)!))], parsed.GetValue(_data));
        var ports = new PortsCheck([.. _ports.Where(option => parsed.GetValue(option) is not null).Select(option => (option.Name, parsed.GetValue(option)!.Value))]);
        Check[] always =
        [
            new(SystemCheck.Name, SystemCheck.Run),
            new(ProcessorCheck.Name, ProcessorCheck.Run),
            new(LibraryCheck.Name, LibraryCheck.Run),
            new(DevicesCheck.Name, DevicesCheck.Run),
            new(MemoryCheck.Name, MemoryCheck.Run),
            new(CoresCheck.Name, () => CoresCheck.Run(new ComputeSpec().Threads)),
            new(SelfTestCheck.Name, () => SelfTestCheck.RunAsync(Devices())),
            new(FoldersCheck.Name, folders.Run),
            new(PortsCheck.Name, ports.Run),
        ];
        return cluster is null ? always : [.. always, new Check(RedisCheck.Name, () => RedisCheck.RunAsync(cluster))];
    }

    private static IReadOnlyList<string> Devices()
    {
        var cuda = CudaSupport.Read();
        return ["cpu", .. Grains.Scheduling.Devices.Names("cuda", cuda.IsInBuild ? cuda.Gpus.Count : 0)];
    }
}
