using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Membership;

namespace OrleansDro.Grains.Fleet;

/// <summary>Shares devices out among runs. A pure function of who is there and who works where.</summary>
internal static class DeviceAllocation
{
    /// <summary>Says why a run without a trainer has none.</summary>
    /// <param name="decision">That it waits for one.</param>
    /// <param name="run">The run.</param>
    /// <param name="type">The type of device that it asks for.</param>
    /// <param name="devices">All devices of the cluster.</param>
    public static MembershipDecision Explain(MembershipDecision decision, string run, string type, IReadOnlyList<DeviceView> devices)
    {
        var fitting = devices.Where(device => new DeviceReport(device.Device.Device, null).Type == type).ToArray();
        return (devices.Count, fitting.Length) switch
        {
            (0, _) => decision with { Reason = "a trainer; no silo with a device is there" },
            (_, 0) => decision with { Waiting = WaitReason.Device, Reason = $"a device of the type {type}; the {devices.Count} that are there are of others" },
            _ when fitting.Any(device => device.Run == run) => decision with { Reason = "a trainer, which is on its way" },
            _ when fitting.Any(device => device.Run is null) => decision with { Waiting = WaitReason.BelowMinimum, Reason = "more devices; fewer than the run's minimum are free" },
            _ => decision with { Reason = $"a trainer; all {fitting.Length} devices work for other runs" },
        };
    }

    /// <summary>
    /// Gives each run its minimum in the order in which the runs came, as long as devices last; then one device at a time to the run with the fewest, up to what it can
    /// use. A device stays with its run where that is as fair. A run whose minimum cannot be had gets nothing: it could only wait with them.
    /// </summary>
    /// <param name="devices">The devices, each with the run that it works on now.</param>
    /// <param name="demands">The runs, in the order in which they came.</param>
    /// <returns>For each device the run that is to have it, or null.</returns>
    public static string?[] Decide(IReadOnlyList<DeviceReport> devices, IReadOnlyList<RunDemand> demands)
    {
        var shares = demands.ToDictionary(demand => demand.Run, _ => 0);
        var free = devices.GroupBy(device => device.Type).ToDictionary(type => type.Key, type => type.Count());
        foreach (var demand in demands)
        {
            var left = free.GetValueOrDefault(demand.DeviceType);
            if (demand.Trainers.Minimum <= left)
            {
                shares[demand.Run] = demand.Trainers.Minimum;
                free[demand.DeviceType] = left - demand.Trainers.Minimum;
            }
        }

        while (Poorest() is { } poorest)
        {
            shares[poorest.Run]++;
            free[poorest.DeviceType]--;
        }

        return Place();

        RunDemand? Poorest() => demands
            .Where(demand => shares[demand.Run] > 0 && shares[demand.Run] < demand.Trainers.Maximum && free.GetValueOrDefault(demand.DeviceType) > 0)
            .MinBy(demand => shares[demand.Run]);

        string?[] Place()
        {
            var placed = new string?[devices.Count];
            for (var i = 0; i < placed.Length; i++)
            {
                if (devices[i].Run is { } run && shares.GetValueOrDefault(run) > 0)
                {
                    placed[i] = run;
                    shares[run]--;
                }
            }

            for (var i = 0; i < placed.Length; i++)
            {
                if (placed[i] is null && demands.FirstOrDefault(demand => demand.DeviceType == devices[i].Type && shares[demand.Run] > 0) is { } wanting)
                {
                    placed[i] = wanting.Run;
                    shares[wanting.Run]--;
                }
            }

            return placed;
        }
    }
}
