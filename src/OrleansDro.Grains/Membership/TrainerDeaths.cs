using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Tells trainers whose process has ended from those that are only slow: a lease can expire on a busy machine, but a silo that the cluster has declared dead ends itself.</summary>
internal sealed class TrainerDeaths(ISiloStatusOracle silos)
{
    /// <summary>Whether a trainer's silo is known to be dead.</summary>
    public bool HasDied(TrainerId trainer) => silos.IsDeadSilo(SiloAddress.FromParsableString(trainer.Silo));
}
