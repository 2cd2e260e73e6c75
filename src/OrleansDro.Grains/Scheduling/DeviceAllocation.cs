using OrleansDro.Grains.Protocol.Scheduling;

namespace OrleansDro.Grains.Scheduling;

/// <summary>Shares devices out among runs. A pure function of who is there and who works where.</summary>
internal static class DeviceAllocation
{
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
