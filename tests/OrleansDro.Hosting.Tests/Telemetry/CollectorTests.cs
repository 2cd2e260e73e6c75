using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>A silo sends what it measures to a collector that the environment names.</summary>
[Collection(nameof(ServerTests))]
public sealed class CollectorTests(ServerFixture server)
{
    private const string OwnSource = "OrleansDro";
    private const string CallSource = "Microsoft.Orleans.Runtime";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task CollectorInTheEnvironment_GetsMetricsAndSpans_AndTheResultIsTheSame()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var plain = await Train(server.Cluster, Spec with { Name = "plain" }, TrainerRange.One, checkpointRoot: null, limit.Token);

        await using var collector = new OtlpCollector();
        var variables = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
        };
        foreach (var (name, value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            // What it still has to send goes out when it ends.
            using var checkpoints = new TemporaryFolder();
            await using var cluster = await EmbeddedCluster.StartAsync(devices: ["cpu:0", "cpu:1"], cancellationToken: limit.Token);
            var watched = await Train(cluster, Spec, new TrainerRange(2, 2), checkpoints.Path, limit.Token);
            Assert.Equal((plain.ModelHash, plain.DrawHash), (watched.ModelHash, watched.DrawHash));
            await Eventually.IsTrueAsync(() => collector.HasMetrics("orleansdro.step", "orleansdro.loss", Spec.Name), () => "the collector got no metrics of the run", Limit, limit.Token);
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(name, null);
            }
        }

        RequireTracesOfSteps(collector.Spans);
    }

    private static RunSpec Spec => ServerFixture.Spec("watched-run", steps: 20) with
    {
        Data = new ComponentSpec("phantom", """{"size": 12, "trainingCases": 8, "validationCases": 2}"""),
        MicroBatches = 2,
        Checkpoint = new CheckpointSpec { Every = 10 },
    };

    private static async Task<RunResult> Train(EmbeddedCluster cluster, RunSpec spec, TrainerRange trainers, string? checkpointRoot, CancellationToken limit)
    {
        var run = cluster.Grains.GetGrain<IRunGrain>(spec.Name);
        await run.Start(new RunStart { Spec = spec, Trainers = trainers, CheckpointRoot = checkpointRoot });
        var ended = await Eventually.GetAsync(run.GetStatus, status => status.State is RunState.Completed or RunState.Failed, status => $"{status}", Limit, limit);
        Assert.Null(ended.Failure);
        return (await run.GetResult())!;
    }

    private static void RequireTracesOfSteps(OtlpSpan[] spans)
    {
        var byId = spans.ToDictionary(span => span.Id);
        var ours = spans.Where(span => span.Source == OwnSource).ToLookup(span => span.Name);
        Assert.Equal(["checkpoint", "draw", "reduce", "report", "step"], ours.Select(group => group.Key).Order(StringComparer.Ordinal));
        Assert.All(ours["step"], step => Assert.True(step.Parent.IsEmpty));
        foreach (var span in ours.Where(group => group.Key != "step").SelectMany(group => group))
        {
            Assert.Equal(("step", span.Trace), (byId[span.Parent].Name, byId[span.Parent].Trace));
        }

        // From the trainer, where the call is made, to the sampler, where it is answered.
        var answers = spans.Where(span => span is { Source: CallSource, Name: "ISamplerGrain/Draw" } && byId[span.Parent].Name == span.Name).ToArray();
        Assert.NotEmpty(answers);
        Assert.All(answers, answer => Assert.Equal("draw", byId[byId[answer.Parent].Parent].Name));

        // And nothing that has no end, or that happens all the time.
        Assert.Subset(ours["step"].Select(step => step.Trace).ToHashSet(), spans.Select(span => span.Trace).ToHashSet());
    }
}
