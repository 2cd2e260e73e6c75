using OrleansDro.Abstractions.Results;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Reporting;
using OrleansDro.Robustness.Metrics;

namespace OrleansDro.Cli.Tests.Reporting;

/// <summary>Invented results that look like those of real runs.</summary>
internal static class Samples
{
    private static readonly string[] Groups = ["large", "small", "displaced"];
    private static readonly string[] Planes = ["axial", "coronal", "sagittal"];

    /// <summary>The one place that knows how a summary is made.</summary>
    public static TailSummary Tail(params IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        return new TailSummary(
            sorted.Count,
            sorted.Average(),
            sorted[0],
            At(0.05),
            At(0.1),
            At(0.25),
            At(0.5),
            At(0.75),
            At(0.9),
            At(0.95),
            At(0.99),
            sorted[^1],
            Worst(0.1),
            Worst(0.05),
            Worst(0.01));

        double At(double share) => sorted[(int)(share * (sorted.Count - 1))];
        double Worst(double share) => sorted.TakeLast(Math.Max(1, (int)(share * sorted.Count))).Average();
    }

    public static RunSpec Spec(string sampling = "hardness") => new()
    {
        Name = "phantom",
        Seed = 7,
        Steps = 500,
        BatchSize = 8,
        MicroBatches = 2,
        Data = new ComponentSpec("phantom", """{"cases":120,"size":48}"""),
        Model = new ComponentSpec("unet3d", """{"channels":[8,16,32]}"""),
        Loss = new ComponentSpec("dice-cross-entropy"),
        Optimizer = new ComponentSpec("adamw", """{"learningRate":0.001}"""),
        Sampling = new ComponentSpec(sampling, sampling == "uniform" ? "{}" : """{"beta":10}"""),
    };

    /// <summary>A small result with numbers that are easy to expect.</summary>
    public static RunResult Small() => new()
    {
        Run = "phantom-7",
        Spec = Spec(),
        StepsCommitted = 500,
        ModelHash = "aa11",
        DrawHash = "bb22",
        DrawsIssued = 4000,
        DrawsCredited = 4000,
        ImportanceClippedLow = 3,
        ImportanceClippedHigh = 5,
        TrainingSeconds = 65.5,
        ParameterCount = 1234567,
        ClassNames = ["background", "head", "tail, of it"],
        TrainHardness = new TailReport("loss", Tail(0.25, 1.5), [new GroupSummary("small", 1, 1.5), new GroupSummary("large", 1, 0.25)]),
        Validation = new TailReport("dice", Tail(0.5, 0.875), [new GroupSummary("small", 1, 0.5), new GroupSummary("large", 1, 0.875)]),
        ValidationLoss = new TailReport("loss", Tail(0.125, 0.75), []),
        Statistics = [Record(10, 0.75), Record(20, double.NaN)],
        Cases =
        [
            new CaseHardness(0, "scan \"1\", left", "large", 0.25, 12, 499, 0.0078125, false, false, null),
            new CaseHardness(1, "scan\n2", null, double.NaN, 0, -1, 0.5, false, false, null),
            new CaseHardness(2, "scan 3", "small", 1.5, 40, 498, 0, true, false, "wrong label, of \"a\" scan"),
        ],
        Evaluation =
        [
            new CaseEvaluation(0, "val 1", "small", 0.75, 0.5, [0.25, 0.75]),
            new CaseEvaluation(1, "val 2", "large", 0.125, 0.875, [0.75, double.NaN]),
        ],
        Previews = [Preview("val 1", "small", 0.5, 4)],
        Changes = [],
    };

    /// <summary>A result of realistic size, and of the quality that the two ways of sampling would give.</summary>
    public static RunResult Realistic(string sampling)
    {
        var random = new Random(42);
        var isUniform = sampling == "uniform";
        var cases = Enumerable.Range(0, 120).Select(index => Hardness(index, random, isUniform)).ToList();
        var evaluation = Enumerable.Range(0, 48).Select(index => Evaluation(index, random, isUniform)).ToList();
        return Small() with
        {
            Run = $"phantom-{sampling}",
            Spec = Spec(sampling),
            ModelHash = Hash(new Random(isUniform ? 1 : 2)),
            DrawHash = Hash(new Random(isUniform ? 3 : 4)),
            ClassNames = ["background", "head", "tail"],
            TrainHardness = Report("loss", [.. cases.Where(item => item.Visits > 0 && !double.IsNaN(item.Loss)).Select(item => (item.Group!, item.Loss))], worstIsLow: false),
            Validation = Report("dice", [.. evaluation.Select(item => (item.Group!, item.Score))], worstIsLow: true),
            ValidationLoss = Report("loss", [.. evaluation.Select(item => (item.Group!, item.Loss))], worstIsLow: false),
            Statistics = [.. Enumerable.Range(1, 50).Select(record => Curve(record * 10, random, isUniform))],
            Cases = cases,
            Evaluation = evaluation,
            Previews = [.. evaluation.OrderBy(item => item.Score).Take(6).Select(item => WithErrors(Preview(item.Id, item.Group, item.Score, 48)))],
        };
    }

    public static IReadOnlyList<LabeledResult> Comparison() =>
        [new LabeledResult("ERM", Realistic("uniform")), new LabeledResult("DRO", Realistic("hardness"))];

    public static RunStatus Status(RunState state, long step = 0) => new()
    {
        Run = "phantom-7",
        State = state,
        StepsCommitted = step,
        Steps = 500,
        SamplesPerSecond = step == 0 ? 0 : 38.25,
        Statistics = step == 0 ? null : Record(step, 0.5),
        CasesToEvaluate = 48,
        CasesEvaluated = state == RunState.Evaluating ? 12 : 0,
    };

    /// <summary>What decides a trainer's bits: like all others but for its kernels.</summary>
    public static ComputeFingerprint Fingerprint(string kernels) =>
        new() { Device = "cpu", Processor = "AMD EPYC (AuthenticAMD, family 25, model 17)", Kernels = kernels, Libraries = "libtorch 2.10.0", Threads = 2, Precision = "float32" };

    /// <summary>So many trainers that compute, and a spare.</summary>
    public static IReadOnlyList<TrainerView> Trainers(int count) =>
        [.. Enumerable.Range(0, count + 1).Select(i => new TrainerView(new TrainerId("10.0.0.1:11111@7", $"cpu:{i}"), TrainerStage.Ready, 1, i < count ? [i] : []))];

    public static LossStatistics Record(long step, double drawnLoss) => new()
    {
        Step = step,
        Seconds = step * 0.125,
        DrawnLoss = drawnLoss,
        Losses = Tail(0.25, 1.5),
        Objective = 1.25,
        EffectiveSampleSize = 1.5,
        KullbackLeibler = 0.25,
        SeenCases = 2,
        QuarantinedCases = 1,
    };

    /// <summary>How stale losses are, with numbers that are easy to expect.</summary>
    public static Staleness Stale(double error = 0.25) => new()
    {
        MeanAge = 3.5,
        P95Age = 9.5,
        MaximumAge = 11,
        Visits = 80,
        MeanError = error,
        P95Error = 2 * error,
        MaximumError = 3 * error,
        TotalVariationBound = 0.875,
    };

    private static CaseHardness Hardness(int index, Random random, bool isUniform)
    {
        var group = Groups[index % 20 == 0 ? 2 : index % 6 == 0 ? 1 : 0];
        var hard = group switch { "displaced" => 1.0, "small" => 0.45, _ => 0.12 };
        var loss = hard * (isUniform ? 1 : 0.55) * (0.6 + random.NextDouble());
        var visits = isUniform ? 28 + random.Next(12) : (int)(20 + (120 * hard * random.NextDouble()));
        return new CaseHardness(index, $"phantom-{index:000}", group, index == 33 ? double.NaN : loss, visits, 480 + random.Next(20), isUniform ? 1 / 120.0 : loss / 30, index == 33, false, index == 33 ? "The reference shows another organ." : null);
    }

    private static CaseEvaluation Evaluation(int index, Random random, bool isUniform)
    {
        var group = Groups[index % 8 == 0 ? 2 : index % 4 == 1 ? 1 : 0];
        var typical = group switch { "displaced" => isUniform ? 0.52 : 0.71, "small" => isUniform ? 0.76 : 0.81, _ => isUniform ? 0.93 : 0.92 };
        var score = Math.Clamp(typical + ((random.NextDouble() - 0.6) * (1 - typical)), 0, 1);
        return new CaseEvaluation(index, $"validation-{index:000}", group, 1.2 * (1 - score), score, [score, score]);
    }

    private static LossStatistics Curve(long step, Random random, bool isUniform)
    {
        var mean = (1.2 * Math.Exp(-step / 120.0)) + 0.2 + (0.03 * random.NextDouble());
        var tail = (isUniform ? 1.1 : 0.6) + (0.9 * Math.Exp(-step / 150.0));
        var losses = Enumerable.Range(0, 100).Select(index => index < 90 ? mean * (0.7 + (index / 150.0)) : tail * (0.7 + ((index - 90) / 15.0)) * (0.95 + (0.1 * random.NextDouble()))).ToList();
        return Record(step, mean) with
        {
            Losses = Tail(losses),
            Objective = isUniform ? losses.Average() : losses.Max() * 0.8,
            EffectiveSampleSize = isUniform ? 119 : 119 * (0.35 + (0.5 * Math.Exp(-step / 90.0))),
            Beta = isUniform ? 0 : 10 + (step / 50),
            Staleness = Stale(0.2 * Math.Exp(-step / 150.0)),
        };
    }

    private static TailReport Report(string metric, IReadOnlyList<(string Group, double Value)> values, bool worstIsLow) => new(
        metric,
        Tail([.. values.Select(item => item.Value)]),
        [
            .. values.GroupBy(item => item.Group)
                .Select(group => new GroupSummary(group.Key, group.Count(), group.Average(item => item.Value)))
                .OrderBy(group => worstIsLow ? group.Mean : -group.Mean),
        ]);

    private static CasePreview Preview(string id, string? group, double score, int size)
    {
        var reference = Disc(size, size * 0.5, size * 0.5, size * 0.3);
        var prediction = Disc(size, size * (0.5 + ((1 - score) * 0.3)), size * 0.5, size * 0.3 * score);
        return new CasePreview(
            id,
            group,
            score,
            size,
            size,
            [.. Enumerable.Range(0, size * size).Select(pixel => (byte)((60 + (reference[pixel] * 50) + ((pixel * 7919) % 40)) % 256))],
            reference,
            prediction,
            $"slice {size / 2} of {size}");
    }

    private static CasePreview WithErrors(CasePreview preview) => preview with
    {
        ErrorPlanes = [.. Planes.Select(plane => new PlanePreview(plane, preview.Height / 2, preview.Width, preview.Height, preview.Image, preview.Reference, preview.Prediction))],
    };

    /// <summary>Label 1 on the left half of a disc, label 2 on the right.</summary>
    private static byte[] Disc(int size, double centreX, double centreY, double radius) =>
    [
        .. Enumerable.Range(0, size * size).Select(pixel =>
        {
            var (x, y) = ((pixel % size) + 0.5 - centreX, (pixel / size) + 0.5 - centreY);
            return (byte)(Math.Sqrt((x * x) + (y * y)) > radius ? 0 : x < 0 ? 1 : 2);
        }),
    ];

    private static string Hash(Random random) => Convert.ToHexStringLower([.. Enumerable.Range(0, 32).Select(_ => (byte)random.Next(256))]);
}
