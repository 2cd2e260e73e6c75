using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Infrastructure;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>Registers the trainers of a run, records their heartbeats and refuses trainers that cannot work on the run.</summary>
internal sealed class RunTrainers(DurableRun run, RunEvents events, RunData data, ReplicaAgreement agreement, TrainerRegistry registry, AsyncPulse changed)
{
    /// <summary>Why the latest trainer was refused; null if none was.</summary>
    public RunFailure? LatestRefusal { get; private set; }

    /// <summary>Registers a trainer.</summary>
    /// <returns>Whether the run has work for it.</returns>
    public bool Register(TrainerId trainer)
    {
        if (!run.IsActive || TrustLedger.IsEvicted(run.Record.Trust, trainer))
        {
            return false;
        }

        registry.Register(trainer);
        return !registry.IsRefused(trainer);
    }

    /// <summary>Forgets which trainers were refused: what they lacked may be there when a user starts or resumes the run.</summary>
    public void ForgetRefusals()
    {
        LatestRefusal = null;
        registry.ForgetRefusals();
    }

    /// <summary>Expects heartbeats from the members of the recorded generation, after the run was activated again.</summary>
    public Task Recover()
    {
        foreach (var member in run.Record.Current?.Members ?? [])
        {
            registry.ExpectHeartbeat(member);
        }

        return events.Record(RunEventKind.Recovered, null, "The run's coordinator was activated on another silo, or its silo restarted.");
    }

    /// <summary>Records a trainer's heartbeat.</summary>
    public async Task OnHeartbeat(TrainerHeartbeat heartbeat)
    {
        registry.RecordHeartbeat(heartbeat);
        if (TrustLedger.IsEvicted(run.Record.Trust, heartbeat.Trainer))
        {
            // This activation may not know of the eviction yet, or the trainer was removed after a long silence.
            registry.Refuse(heartbeat.Trainer);
        }

        agreement.OnHeartbeat(heartbeat);
        if (data.Differs(heartbeat) && !registry.IsRefused(heartbeat.Trainer))
        {
            await Refuse(heartbeat.Trainer, new RunFailure("Its data set differs from that of the other trainers.", IsInputError: true));
        }

        changed.Raise();
    }

    /// <summary>
    /// Continues without a trainer that cannot work on the run. If its data are missing or wrong, it may try again later: its node may lack a mount that comes back. The run fails once
    /// all devices that work for it are refused, see <see cref="RunMembership"/>.
    /// </summary>
    public async Task Refuse(TrainerId trainer, RunFailure failure)
    {
        if (!run.IsActive)
        {
            return;
        }

        registry.Refuse(trainer, mayRetry: failure.IsInputError);
        LatestRefusal = failure;
        await events.Record(failure.IsWrongArithmetic ? RunEventKind.SelfTestFailed : RunEventKind.Failed, trainer, failure.Message);
        changed.Raise();
    }
}
