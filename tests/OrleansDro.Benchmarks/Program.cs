using System.CommandLine;
using OrleansDro.Benchmarks;
using OrleansDro.Benchmarks.Sharing;
using OrleansDro.Benchmarks.Steps;
using OrleansDro.Learning.Torch;

_ = TorchRuntime.Prepare();
var root = new RootCommand("Benchmarks of OrleansDro. Report medians and ratios: machines are noisy.")
{
    RobustnessCost.CreateCommand(),
    SamplerSpeed.CreateCommand(),
    TailStatisticsCost.CreateCommand(),
    TailStatisticsShare.CreateCommand(),
    GrainSpeed.CreateCommand(),
    ChaosStorm.CreateCommand(),
    FaultSpeed.CreateCommand(),
    Goodput.CreateCommand(),
    ExchangeSpeed.CreateCommand(),
    CoordinationCost.CreateCommand(),
    TrainerScaling.CreateCommand(),
    FastMode.CreateCommand(),
    AuditCost.CreateCommand(),
    LocalUpdateGap.CreateCommand(),
    StepSpeed.CreateCommand(),
    PaddingCost.CreateCommand(),
    ProcessSharing.CreateCommand(),
    SharingWorker.CreateCommand(),
};
return await root.Parse(args).InvokeAsync();
