using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Options;
using OrleansDro.Learning.Data;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The networks of the shipped specs with their tasks. The data sets themselves need not be available.</summary>
internal static class ShippedNetworks
{
    /// <summary>The task of the data of each shipped spec; a test compares it with the data sets.</summary>
    private static readonly Dictionary<string, TaskDescription> Tasks = new()
    {
        ["phantom"] = new TaskDescription(TaskKind.Segmentation, 1, ["background", "organ"], [16, 16, 16]),
        ["hippocampus"] = new TaskDescription(TaskKind.Segmentation, 1, ["background", "Anterior", "Posterior"], [40, 48, 40]),
        ["mnist-rare"] = new TaskDescription(TaskKind.Classification, 1, ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], [28, 28]),
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<(RunSpec Spec, TaskDescription Task)> Read() => [.. Tasks.Select(entry => (SpecArgument.ReadAsWritten(entry.Key), entry.Value))];
}
