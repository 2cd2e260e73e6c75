using OrleansDro.Abstractions.Results;
using OrleansDro.Cli.Reporting;

namespace OrleansDro.Cli.Tests.Reporting.Results;

/// <summary>Two runs of which the second gives up a little of the large group for the small one.</summary>
internal static class Runs
{
    public static IReadOnlyList<LabeledResult> Two()
    {
        var second = Samples.Small() with
        {
            TrainHardness = new TailReport("loss", Samples.Tail(0.25, 0.75), []),
            Validation = new TailReport("dice", Samples.Tail(0.625, 0.8125), [new GroupSummary("small", 1, 0.625), new GroupSummary("large", 1, 0.8125)]),
        };
        return [new LabeledResult("ERM", Samples.Small()), new LabeledResult("DRO", second)];
    }
}
