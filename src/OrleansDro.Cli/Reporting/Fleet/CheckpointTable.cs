using System.Globalization;
using OrleansDro.Abstractions.Runs;
using Spectre.Console.Rendering;

namespace OrleansDro.Cli.Reporting.Fleet;

/// <summary>The checkpoints of a run for the terminal.</summary>
internal static class CheckpointTable
{
    private static readonly ListColumn<CheckpointView>[] Columns =
    [
        new("step", checkpoint => Numbers.Format(checkpoint.StepsCommitted), IsNumber: true),
        new("saved (UTC)", checkpoint => checkpoint.SavedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
        new("MB", checkpoint => FormattableString.Invariant($"{checkpoint.Bytes / 1e6:0.0}"), IsNumber: true),
        new("checksums", Condition, Wraps: true),
    ];

    public static IRenderable Create(IReadOnlyList<CheckpointView> checkpoints) => ListTable.Create(checkpoints, Columns, "The run has not saved a checkpoint yet.");

    private static string Condition(CheckpointView checkpoint) => checkpoint.Condition switch
    {
        CheckpointCondition.Whole => "valid",
        CheckpointCondition.Damaged => $"damaged: {checkpoint.Problem}",
        CheckpointCondition.Distrusted => "set aside: an audit found a trainer that may have computed wrong gradients for it",
        _ => "not checked: reading takes too long",
    };
}
