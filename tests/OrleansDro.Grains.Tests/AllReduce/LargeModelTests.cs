using Orleans.Configuration;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Learning.Models;

namespace OrleansDro.Grains.Tests.AllReduce;

public sealed class LargeModelTests
{
    private const int LargestMessage = 1_000_000;
    private const long LeastParameters = 12_000_000;
    private const int StepsTogether = 2;

    /// <summary>Silos that refuse larger messages train together, and the state gets to a trainer that joins.</summary>
    [Fact]
    public async Task Train_TwelveMillionParametersOnTwoTrainers_NoMessageOverAMegabyte()
    {
        // Nearly all parameters lie in the layers of the lowest resolution: a step takes a fraction of a second then.
        await using var cluster = await SiloCluster.StartAsync(
            1, catalog => catalog.AddModel<UNet3dOptions>("large", (options, task) => new UNet3d(options, task), (_, _) => [4, 4, 4]), configure: silo => silo.Configure<SiloMessagingOptions>(messaging => messaging.MaxMessageBodySize = LargestMessage));
        var spec = SmallRun.Spec(steps: 1000, microBatches: 2) with
        {
            Model = new ComponentSpec("large", """{"channels": [8, 16, 670]}"""),
            Optimizer = new ComponentSpec("sgd", """{"learningRate": 0.001}"""),
            Checkpoint = new CheckpointSpec { Every = 0 },
        };
        Task? joining = null;
        long? togetherFrom = null;
        var status = await SmallRun.End(cluster.Grains, new RunStart { Spec = spec, Trainers = TrainerRange.Any }, async (run, now) =>
        {
            joining ??= now.StepsCommitted > 0 ? cluster.JoinAsync() : null;
            togetherFrom ??= now.Trainers.Count(trainer => trainer.MicroBatches.Count > 0) == 2 ? now.StepsCommitted : null;
            if (now.StepsCommitted >= togetherFrom + StepsTogether)
            {
                await run.Stop();
            }
        });
        Assert.True(status.Failure is null, status.Failure?.Details ?? status.Failure?.Message);
        await joining!;
        Assert.True(togetherFrom is not null, "Nobody has joined.");
        Assert.InRange((await cluster.Grains.GetGrain<IRunGrain>(spec.Name).GetResult())!.ParameterCount, LeastParameters, long.MaxValue);
    }
}
