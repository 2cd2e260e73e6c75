using Orleans.Configuration;

namespace OrleansDro.Hosting.Cluster;

/// <summary>How soon the processes of a cluster notice what became of each other.</summary>
internal static class ClusterTimes
{
    /// <summary>Longer than a silo's death takes to be noticed, so that a call to a dead one ends with the reason and not with a timeout.</summary>
    public static readonly TimeSpan Response = TimeSpan.FromSeconds(15);

    /// <summary>How soon a client learns of new silos; those that are gone it notices by itself.</summary>
    public static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a silo may take to stop: a trainer finishes its part of a step and a checkpoint may be under way. Below the 30 s after which Kubernetes kills.
    /// </summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(25);

    /// <summary>A silo that was declared dead has nothing to finish: nobody listens to it.</summary>
    public static readonly TimeSpan ShutdownOfTheDead = TimeSpan.FromSeconds(3);

    /// <summary>Between two attempts to start a silo that the cluster did not let in.</summary>
    public static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);

    /// <summary>Sets the times of membership.</summary>
    public static void Configure(ClusterMembershipOptions membership)
    {
        // A silo whose process is killed refuses connections at once: measured with four silos on 2 cores, it is declared dead 0.6 to 1.1 s later (eight times; with probes
        // every second 2.2 to 2.7 s). One that only stands still is given more time, as Orleans lets its probes wait up to four times as long: 6 s, so that no garbage collection
        // and no pause of a virtual machine costs a silo. Trainers have a lease of their own.
        membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;

        // Gossip tells the others at once; the table is for those whom it does not reach, above all a silo that was declared dead while it stood still.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);

        // A silo that starts must reach all silos that gave a sign of life within three of these. After all were killed at once, the dead ones stand in its way no
        // longer than that.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedTableIAmAliveLimit = 3;
        membership.MaxJoinAttemptTime = TimeSpan.FromSeconds(20);
    }
}
