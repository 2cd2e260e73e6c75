using OrleansDro.Learning.Configuration;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Decathlon;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data.Decathlon;

/// <summary>The reader on the real hippocampus data.</summary>
public sealed class DecathlonDataSetTests
{
    private static readonly AugmentationOptions EverythingOn = new()
    {
        FlipWidth = true,
        RotationDegrees = 15,
        Scaling = 0.15,
        ElasticDisplacement = 2,
        IntensityScale = 0.2,
        IntensityShift = 0.2,
        Gamma = 0.3,
        Noise = 0.1,
    };

    [Fact]
    public void Constructor_Hippocampus_DescribesTheTask()
    {
        var data = new DecathlonDataSet(Hippocampus());

        Assert.Equal(TaskKind.Segmentation, data.Task.Kind);
        Assert.Equal(["background", "Anterior", "Posterior"], data.Task.ClassNames);
        Assert.Equal([40, 48, 40], data.Task.ExampleShape);
        Assert.Equal(1, data.Task.InputChannels);
        Assert.Equal(199, data.Training.Cases.Count + data.Validation.Cases.Count);
        Assert.Equal(["float_ge_1e5", "float_lt_1e4", "uint8"], data.Training.Cases.Select(entry => entry.Group).Distinct().Order());
        Assert.Equal(["float_ge_1e5", "float_lt_1e4", "uint8"], data.Validation.Cases.Select(entry => entry.Group).Distinct().Order());
    }

    [Fact]
    public void Folds_OfHippocampus_SeparateTheSidesOfAPersonAndCoverAll()
    {
        var rows = File.ReadLines(Path.Combine(SharedData.Find("Task04_Hippocampus"), "cases.csv")).Skip(1).Select(line => line.Split(','));
        var subjects = rows.ToDictionary(row => row[0], row => row[1]);
        var seen = new List<string>();
        for (var fold = 0; fold < 5; fold++)
        {
            var data = new DecathlonDataSet(Hippocampus() with { Fold = fold });
            Assert.Empty(data.Training.Cases.Select(entry => subjects[entry.Id]).Intersect(data.Validation.Cases.Select(entry => subjects[entry.Id])));
            Assert.InRange(data.Validation.Cases.Count(entry => entry.Group == "float_ge_1e5"), 3, 7); // 25 of 199
            seen.AddRange(data.Validation.Cases.Select(entry => entry.Id));
        }

        Assert.Equal(subjects.Keys.Order(), seen.Order());
    }

    [Fact]
    public void LoadForEvaluation_EveryCase_IsNormalizedAndHasTheVoxelsOfTheTable()
    {
        var rows = File.ReadLines(Path.Combine(SharedData.Find("Task04_Hippocampus"), "cases.csv")).Skip(1).Select(line => line.Split(',')).ToDictionary(row => row[0]);
        var data = new DecathlonDataSet(Hippocampus());
        foreach (var source in new[] { data.Training, data.Validation })
        {
            for (var i = 0; i < source.Cases.Count; i++)
            {
                var row = rows[source.Cases[i].Id];
                var loaded = source.LoadForEvaluation(i);

                Assert.Equal([int.Parse(row[5]), int.Parse(row[4]), int.Parse(row[3])], loaded.InputShape);
                Assert.Equal(loaded.InputShape, loaded.TargetShape);
                Assert.Null(loaded.ToTargetGrid);
                Assert.Equal(int.Parse(row[6]), loaded.Target.Count(label => label == 1));
                Assert.Equal(int.Parse(row[7]), loaded.Target.Count(label => label == 2));
                Assert.Equal(0, loaded.Input.Average(value => (double)value), 1e-3);
                Assert.Equal(1, loaded.Input.Average(value => (double)value * value), 1e-2);
                Assert.True(loaded.Input.Max() < 10);
            }
        }
    }

    [Fact]
    public void LoadForTraining_ManyThreads_EqualsOneThreadBitForBit()
    {
        var alone = new DecathlonDataSet(Hippocampus() with { Augmentation = EverythingOn }).Training;
        var shared = new DecathlonDataSet(Hippocampus() with { Augmentation = EverythingOn, CacheMegabytes = 1 }).Training;
        const int Examples = 60;

        var expected = Enumerable.Range(0, Examples).Select(slot => Load(alone, slot)).ToArray();
        var actual = new (float[] Input, int[] Target)[Examples];
        Parallel.For(0, Examples, new ParallelOptions { MaxDegreeOfParallelism = 8 }, slot => actual[slot] = Load(shared, slot));

        for (var slot = 0; slot < Examples; slot++)
        {
            Assert.Equal(expected[slot].Input, actual[slot].Input);
            Assert.Equal(expected[slot].Target, actual[slot].Target);
        }

        Assert.NotEqual(expected[0].Input, expected[1].Input);

        static (float[] Input, int[] Target) Load(ICaseSource source, int slot)
        {
            var (input, target) = (new float[40 * 48 * 40], new int[40 * 48 * 40]);
            source.LoadForTraining(slot % 20, new CounterRandom(1, RandomPurpose.Augmentation, 9, slot), input, target);
            return (input, target);
        }
    }

    [Fact]
    public void LoadForTraining_WarmCase_AllocatesLittle()
    {
        var source = new DecathlonDataSet(Hippocampus() with { Augmentation = EverythingOn }).Training;
        var (input, target) = (new float[40 * 48 * 40], new int[40 * 48 * 40]);
        source.LoadForTraining(0, new CounterRandom(1, RandomPurpose.Augmentation, 0, 0), input, target);

        var before = GC.GetAllocatedBytesForCurrentThread();
        source.LoadForTraining(0, new CounterRandom(1, RandomPurpose.Augmentation, 0, 1), input, target);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000); // a tenth of the example
    }

    [Fact]
    public void LoadForEvaluation_Resampled_EvaluatesOnTheGridOfTheFile()
    {
        var plain = new DecathlonDataSet(Hippocampus()).Validation.LoadForEvaluation(0);
        var data = new DecathlonDataSet(Hippocampus() with { Spacing = [2, 0.5, 0.8] });
        var resampled = data.Validation.LoadForEvaluation(0);

        Assert.Equal([(int)Math.Round(plain.InputShape[0] / 2.0), plain.InputShape[1] * 2, (int)Math.Round(plain.InputShape[2] / 0.8)], resampled.InputShape);
        Assert.Equal(plain.Target, resampled.Target);
        Assert.Equal(plain.TargetShape, resampled.TargetShape);

        // Labels that went to the network's grid and back lose only what half the slices cannot hold.
        var shape = resampled.InputShape;
        var (input, target) = (new float[shape[0] * shape[1] * shape[2]], new int[shape[0] * shape[1] * shape[2]]);
        var whole = new DecathlonDataSet(Hippocampus() with { Spacing = [2, 0.5, 0.8], Patch = [.. shape] }).Validation;
        whole.LoadForTraining(0, new CounterRandom(0, RandomPurpose.Augmentation, 0, 0), input, target);
        var returned = resampled.ToTargetGrid!(target);

        Assert.Equal(resampled.Input, input);
        Assert.Equal(plain.Target.Length, returned.Length);
        var overlap = returned.Zip(plain.Target).Count(pair => pair is { First: > 0, Second: > 0 });
        Assert.True(2.0 * overlap / (returned.Count(label => label > 0) + plain.Target.Count(label => label > 0)) > 0.9);
    }

    [Fact]
    public void LoadForTraining_OversampledForeground_ShowsMoreOfIt()
    {
        Assert.True(ForegroundShare(1) > 2 * ForegroundShare(0));

        static double ForegroundShare(double oversampling)
        {
            var source = new DecathlonDataSet(Hippocampus() with { Patch = [12, 12, 12], ForegroundOversampling = oversampling }).Training;
            var (input, target) = (new float[1728], new int[1728]);
            var total = 0;
            for (var slot = 0; slot < 100; slot++)
            {
                source.LoadForTraining(slot % 5, new CounterRandom(1, RandomPurpose.Augmentation, 0, slot), input, target);
                total += target.Count(label => label > 0);
            }

            return total;
        }
    }

    [Fact]
    public void Options_FromJson_BindInCamelCase()
    {
        var options = StrictJson.Bind<DecathlonOptions>(
            StrictJson.Parse("""{"path": "x", "patch": [1, 2, 3], "spacing": [1, 1, 0.5], "augmentation": {"flipWidth": true}, "cacheMegabytes": 5}""", "spec.json"), "spec.json");

        Assert.Equal([1, 2, 3], options.Patch);
        Assert.Equal(0.5, options.Spacing![2]);
        Assert.True(options.Augmentation.FlipWidth);
        Assert.Equal((0.33, 5), (options.ForegroundOversampling, options.CacheMegabytes));
        options.Validate();
    }

    public static TheoryData<string, Func<DecathlonOptions, DecathlonOptions>> Mistakes => new()
    {
        { "'data.path'", options => options with { Path = " " } },
        { "'data.patch'", options => options with { Patch = [1, 2] } },
        { "'data.patch[1]'", options => options with { Patch = [1, 0, 2] } },
        { "'data.spacing[2]'", options => options with { Spacing = [1, 1, 0] } },
        { "'data.spacing[0]'", options => options with { Spacing = [double.NaN, 1, 1] } },
        { "'data.foregroundOversampling'", options => options with { ForegroundOversampling = 1.1 } },
        { "'data.caseTable'", options => options with { CaseTable = null } },
        { "'data.validationFraction'", options => options with { ValidationFraction = 0 } },
        { "'data.fold' is 5; it must be from 0 to 4", options => options with { Fold = 5 } },
        { "'data.augmentation.noise'", options => options with { Augmentation = new AugmentationOptions { Noise = -1 } } },
        { "'data.cacheMegabytes'", options => options with { CacheMegabytes = -1 } },
        { "no column 'person'; its columns are case, subject", options => options with { SubjectColumn = "person" } },
        { "none.csv does not exist", options => options with { CaseTable = "none.csv" } },
        { "field 'data.caseTable' is '../cases.csv', which leaves the data set's folder", options => options with { CaseTable = "../cases.csv" } },
        { "dataset.json does not exist", options => options with { Path = options.Path + "-none" } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Constructor_WrongOption_IsNamed(string message, Func<DecathlonOptions, DecathlonOptions> mistake)
    {
        var options = mistake(Hippocampus());

        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => new DecathlonDataSet(options)).Message, StringComparison.Ordinal);
    }

    private static DecathlonOptions Hippocampus() => new()
    {
        Path = SharedData.Find("Task04_Hippocampus"),
        Patch = [40, 48, 40],
        CaseTable = "cases.csv",
        SubjectColumn = "subject",
        GroupColumn = "intensity_group",
    };
}
