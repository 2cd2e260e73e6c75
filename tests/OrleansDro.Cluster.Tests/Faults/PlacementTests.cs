using OrleansDro.FaultInjection.Processes;

namespace OrleansDro.Cluster.Tests.Faults;

/// <summary>Grains live where their role is.</summary>
public sealed class PlacementTests(ReferenceRun reference)
{
    private static readonly string[] OfTrainers = ["TrainerGrain"];
    private static readonly string[] OfControl = ["RunGrain", "SamplerGrain", "SamplerShardGrain", "FleetGrain"];

    [Fact]
    public Task Train_TwoOfEachRole_NoGrainOnASiloOfTheOtherRole() => DisturbedRun.TrainAsync(reference, controls: 2, trainers: 2, async (cluster, _) =>
    {
        var activations = await cluster.ActivationsAsync();
        AssertOn(SiloRole.Trainer, OfTrainers);
        AssertOn(SiloRole.Control, OfControl);

        void AssertOn(SiloRole role, string[] grains)
        {
            foreach (var grain in grains)
            {
                var silos = activations.Where(activation => NameOf(activation.Grain) == grain).Select(activation => activation.Silo).ToArray();
                Assert.True(silos.Length > 0, $"No {grain} is active among {string.Join(", ", activations.Select(activation => activation.Grain).Distinct())}.");
                Assert.All(silos, silo => Assert.Equal(role, silo.Role));
            }
        }
    });

    // "OrleansDro.Grains.Training.TrainerGrain,OrleansDro.Grains"
    private static string NameOf(string grainType) => grainType.Split(',')[0].Split('.')[^1];
}
