using OrleansDro.Grains.Protocol.Scheduling;

namespace OrleansDro.Grains.Scheduling;

/// <summary>Allocates devices to runs. A pure function of the devices, their present runs and the demands.</summary>
internal static class DeviceAllocation
{
    /// <summary>
    /// Gives each run its minimum, in the order in which the runs were started, as long as devices are left; then one device at a time to the run with the fewest, up to its
    /// maximum. A device stays with its run if that is equally fair. A run whose minimum is not available gets nothing: it could only wait with its devices.
    /// </summary>
    /// <param name="devices">The devices, each with its present run.</param>
    /// <param name="demands">The demands, in the order in which the runs were started.</param>
    /// <returns>For each device the run that it is assigned to, or null.</returns>
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
