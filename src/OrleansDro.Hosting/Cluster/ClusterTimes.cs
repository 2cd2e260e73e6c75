using Orleans.Configuration;

namespace OrleansDro.Hosting.Cluster;

/// <summary>The times in which the processes of a cluster detect failures of each other.</summary>
internal static class ClusterTimes
{
    /// <summary>Longer than the detection of a dead silo takes, so that a call to it ends with the reason and not with a timeout.</summary>
    public static readonly TimeSpan Response = TimeSpan.FromSeconds(15);

    /// <summary>How soon a client learns of new silos; it detects lost silos itself.</summary>
    public static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The longest time to stop a silo: its trainers finish their part of a step, and a checkpoint may be in progress. Below the 30 s after which Kubernetes kills the process.
    /// </summary>
    public static readonly TimeSpan Shutdown = TimeSpan.FromSeconds(25);

    /// <summary>The longest time to stop a silo that was declared dead: no other silo waits for its work.</summary>
    public static readonly TimeSpan ShutdownOfTheDead = TimeSpan.FromSeconds(3);

    /// <summary>The pause between two attempts to join a cluster.</summary>
    public static readonly TimeSpan StartInterval = TimeSpan.FromSeconds(1);

    /// <summary>Sets the times of membership.</summary>
    public static void Configure(ClusterMembershipOptions membership)
    {
        // A silo whose process is killed refuses connections at once: measured with four silos on 2 cores, it is declared dead 0.6 to 1.1 s later (eight times; with probes
        // every second 2.2 to 2.7 s). A suspended silo gets more time, because Orleans extends its probes up to four times: 6 s, so that no garbage collection
        // and no pause of a virtual machine costs a silo. Trainers have a lease of their own.
        membership.ProbeTimeout = TimeSpan.FromMilliseconds(500);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;

        // Gossip notifies the other silos immediately; the table is for silos that it does not reach, above all a silo that was declared dead while it was suspended.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(2);

        // A silo that starts must reach all silos that gave a sign of life within three of these. After all were killed at once, the dead ones stand in its way no
        // longer than that.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedTableIAmAliveLimit = 3;
        membership.MaxJoinAttemptTime = TimeSpan.FromSeconds(20);
    }
}
