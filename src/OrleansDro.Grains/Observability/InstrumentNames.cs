namespace OrleansDro.Grains.Observability;

/// <summary>The names of all instruments of the meter <see cref="TelemetryNames.Meter"/>. Dashboards and alerts depend on them: a name never changes.</summary>
public static class InstrumentNames
{
    /// <summary>Histogram: seconds without a committed step around a loss.</summary>
    public const string Recovery = "orleansdro.recovery";

    /// <summary>Gauge: committed steps.</summary>
    public const string Step = "orleansdro.step";

    /// <summary>Gauge: steps that the run is to take.</summary>
    public const string PlannedSteps = "orleansdro.planned_steps";

    /// <summary>Gauge: number of the present generation.</summary>
    public const string Generation = "orleansdro.generation";

    /// <summary>Gauge: the robust objective.</summary>
    public const string Objective = "orleansdro.objective";

    /// <summary>Gauge: inverse temperature of the draws, in 1 / loss.</summary>
    public const string Beta = "orleansdro.beta";

    /// <summary>Gauge: effective sample size of the sampling distribution, in cases.</summary>
    public const string EffectiveSampleSize = "orleansdro.effective_sample_size";

    /// <summary>Gauge: divergence of the sampling distribution from uniform, in nats.</summary>
    public const string KullbackLeibler = "orleansdro.kl_divergence";

    /// <summary>Gauge: seconds since the latest checkpoint.</summary>
    public const string CheckpointAge = "orleansdro.checkpoint.age";

    /// <summary>Gauge: trainers that the run can use.</summary>
    public const string TrainersWanted = "orleansdro.trainers_wanted";

    /// <summary>Gauge: latest losses of the seen training cases, by statistic.</summary>
    public const string Loss = "orleansdro.loss";

    /// <summary>Gauge: latest losses of the groups with the largest mean loss, by group and statistic.</summary>
    public const string GroupLoss = "orleansdro.group_loss";

    /// <summary>Gauge: training cases by state.</summary>
    public const string Cases = "orleansdro.cases";

    /// <summary>Gauge: age of the recorded losses in steps, by statistic.</summary>
    public const string HistoryAge = "orleansdro.history_age";

    /// <summary>Gauge: trainers by state.</summary>
    public const string Trainers = "orleansdro.trainers";

    /// <summary>Gauge: members by kind.</summary>
    public const string TrainerKind = "orleansdro.trainer_kind";

    /// <summary>Gauge: 1 for the state of the run, 0 for all others.</summary>
    public const string RunState = "orleansdro.run_state";

    /// <summary>Gauge: 1 for the reason for which the run waits, 0 for all others.</summary>
    public const string Waiting = "orleansdro.waiting";

    /// <summary>Gauge: 1 for the reason for the wanted number of trainers, 0 for all others.</summary>
    public const string Scaling = "orleansdro.scaling";

    /// <summary>Gauge: scores and losses on the validation cases, by metric and statistic.</summary>
    public const string Validation = "orleansdro.validation";

    /// <summary>Counter: committed steps, including repeated ones.</summary>
    public const string StepsCommitted = "orleansdro.steps_committed";

    /// <summary>Counter: training cases of committed steps.</summary>
    public const string Samples = "orleansdro.samples";

    /// <summary>Counter: draws of committed steps, by outcome.</summary>
    public const string Draws = "orleansdro.draws";

    /// <summary>Counter: clipped importance weights, by side.</summary>
    public const string ImportanceClipped = "orleansdro.importance_clipped";

    /// <summary>Counter: audits, by outcome.</summary>
    public const string Audits = "orleansdro.audits";

    /// <summary>Counter: changes of the run's trainers and state, by cause.</summary>
    public const string MembershipChanges = "orleansdro.membership_changes";

    /// <summary>Histogram: fresh losses of the drawn cases.</summary>
    public const string CaseLoss = "orleansdro.case_loss";

    /// <summary>Histogram: seconds of a trainer's step, by phase.</summary>
    public const string StepPhase = "orleansdro.step.phase";

    /// <summary>Histogram: seconds to save a checkpoint.</summary>
    public const string Checkpoint = "orleansdro.checkpoint";

    /// <summary>Counter: bytes of gradients that trainers sent to other silos or received from them.</summary>
    public const string ReducedBytes = "orleansdro.reduce.bytes";

    /// <summary>Counter: silos that were declared dead.</summary>
    public const string SilosLost = "orleansdro.silos.lost";
}
