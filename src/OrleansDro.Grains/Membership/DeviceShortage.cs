using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Scheduling;

namespace OrleansDro.Grains.Membership;

/// <summary>Explains why a run has no trainer, from the devices of the cluster.</summary>
internal static class DeviceShortage
{
    /// <summary>Explains why a run has no trainer.</summary>
    /// <param name="decision">The decision to wait for a trainer.</param>
    /// <param name="run">The run.</param>
    /// <param name="type">The type of device that the run requests.</param>
    /// <param name="devices">All devices of the cluster.</param>
    public static MembershipDecision Explain(MembershipDecision decision, string run, string type, IReadOnlyList<DeviceView> devices)
    {
        var fitting = devices.Where(device => new DeviceReport(device.Device.Device, null).Type == type).ToArray();
        return (devices.Count, fitting.Length) switch
        {
            (0, _) => decision with { Reason = "a trainer; no silo has a device" },
            (_, 0) => decision with { Waiting = WaitReason.Device, Reason = $"a device of type {type}; the {devices.Count} in the cluster are of other types" },
            _ when fitting.Any(device => device.Run == run) => decision with { Reason = "a trainer, which is starting" },
            _ when fitting.Any(device => device.Run is null) => decision with { Waiting = WaitReason.BelowMinimum, Reason = "more devices; fewer than the run's minimum are free" },
            _ => decision with { Reason = $"a trainer; all {fitting.Length} devices work for other runs" },
        };
    }
}
