using OrleansDro.Abstractions.Fleet;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Fails a run if other trainers would fare no better than those before. A user can resume it.</summary>
internal sealed class HopelessRun(DurableRun run, RunSampler sampler, RunTrainers trainers, TrainerRegistry registry, TrainerDeaths deaths, AsyncPulse changed)
{
    /// <summary>Fails the run if all devices that are assigned to it are refused. One that is not may be about to start its trainer.</summary>
    public async Task FailIfAllAreRefused(IReadOnlyList<DeviceView> all)
    {
        if (trainers.LatestRefusal is { } refusal && all.Where(device => device.Run == run.Name).All(device => registry.IsRefused(device.Device)))
        {
            await Fail(run.Record, refusal);
        }
    }

    /// <summary>
    /// Counts a death of all trainers, and fails the run if they died at the same step before. The death of trainers that did not compute says nothing about the step, and those that
    /// are only slow are not dead.
    /// </summary>
    /// <returns>Whether the run has failed.</returns>
    public async Task<bool> FailsAfterLossOfAll() =>
        run.Record.Generations.LastOrDefault(generation => generation.Members.Count > 0) is { } latest
        && latest.Members.All(member => deaths.HasDied(member.Trainer))
        && await FailsAfterAnotherLoss();

    /// <summary>Counts a death of all trainers while they tested the network, as <see cref="FailsAfterLossOfAll"/> counts one in a step.</summary>
    public async Task CountLossInTest()
    {
        if (registry.RemoveDeadInTest(deaths.HasDied) && registry.Candidates(run.Attempt).Length == 0)
        {
            await FailsAfterAnotherLoss();
        }
    }

    private async Task<bool> FailsAfterAnotherLoss()
    {
        var loss = TotalLoss.After(run.Record.TotalLoss, sampler.StepsCommitted);
        if (!loss.IsHopeless)
        {
            await run.Write(run.Record with { TotalLoss = loss });
            return false;
        }

        var message = $"All trainers died {loss.Times} times in a row while they computed the network after {loss.Step} committed steps. Native code of the run's model or loss may have ended "
            + "their processes, or the memory is not sufficient. See the last lines of the trainers' logs; 'dmesg' shows processes that the system ended.";
        await Fail(run.Record with { TotalLoss = loss }, new RunFailure(message, IsInputError: false));
        return true;
    }

    private async Task Fail(RunRecord record, RunFailure failure)
    {
        await run.Write(record with { Failure = failure });
        changed.Raise();
    }
}
