using System.Text.Json.Nodes;
using OrleansDro.Cli.Reporting.Files;
using OrleansDro.Cli.Reporting.Results;

namespace OrleansDro.Cli.Tests.Reporting.Results;

public sealed class ComparisonSummaryTests
{
    [Fact]
    public void From_TwoRuns_HasBothSummariesAndTheRows()
    {
        var json = JsonNode.Parse(ReportJson.Serialize(ComparisonSummary.From(Runs.Two())))!;

        Assert.Equal("aa11", (string?)json["runs"]!["ERM"]!["modelHash"]);
        Assert.Equal(0.71875, (double?)json["runs"]!["DRO"]!["validation"]!["mean"]);
        Assert.Equal(
            """{"section":"validation dice","name":"mean","higherIsBetter":true,"values":{"ERM":0.6875,"DRO":0.71875},"better":"DRO","difference":0.03125}""",
            json["results"]![0]!.ToJsonString());
    }
}
