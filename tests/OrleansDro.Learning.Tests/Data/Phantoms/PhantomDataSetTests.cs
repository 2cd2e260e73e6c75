using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Phantoms;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data.Phantoms;

public sealed class PhantomDataSetTests
{
    [Theory]
    [InlineData(200, 0.08, 16)]
    [InlineData(200, 0, 0)]
    [InlineData(200, 1, 200)]
    [InlineData(7, 0.08, 1)]
    [InlineData(1000, 0.0305, 31)] // half a case rounds up
    public void Cases_RareOnes_AreExactlyTheFractionAndSpread(int cases, double fraction, int rare)
    {
        var data = new PhantomDataSet(new PhantomOptions { TrainingCases = cases, RareFraction = fraction });
        var isRare = data.Training.Cases.Select(entry => entry.Group == PhantomDataSet.RareGroup).ToArray();

        Assert.Equal(cases, isRare.Length);
        Assert.Equal(rare, isRare.Count(value => value));
        Assert.InRange(isRare.Take(cases / 2).Count(value => value), (rare / 2) - 1, (rare / 2) + 1);
    }

    [Fact]
    public void Cases_Ids_AreUniqueOverBothSides()
    {
        var data = new PhantomDataSet(new PhantomOptions { ValidationRareCases = 40 });
        var validation = data.Validation.Cases;

        Assert.Equal("phantom-0007", data.Training.Cases[7].Id);
        Assert.Distinct(data.Training.Cases.Concat(validation).Select(entry => entry.Id));
        Assert.Equal((440, 32 + 40), (validation.Count, validation.Count(entry => entry.Group == PhantomDataSet.RareGroup)));
        Assert.All(validation.Skip(400), entry => Assert.Equal(PhantomDataSet.RareGroup, entry.Group));
    }

    [Fact]
    public void Images_OfASeed_AreAFunctionOfSideAndIndex()
    {
        var data = new PhantomDataSet(new PhantomOptions { Seed = 3 });
        var more = new PhantomDataSet(new PhantomOptions { Seed = 3, TrainingCases = 400 });
        var other = new PhantomDataSet(new PhantomOptions { Seed = 4 });
        var first = data.Training.LoadForEvaluation(0);

        Assert.Equal(first.Input, more.Training.LoadForEvaluation(0).Input);
        Assert.NotEqual(first.Input, other.Training.LoadForEvaluation(0).Input);
        Assert.NotEqual(first.Input, data.Training.LoadForEvaluation(1).Input);
        Assert.NotEqual(first.Input, data.Validation.LoadForEvaluation(0).Input);
    }

    [Fact]
    public void Anatomy_CommonOrganIsSolidAndBright_RareOrganIsADimmerShell()
    {
        var data = new PhantomDataSet(new PhantomOptions { TrainingCases = 100, RareFraction = 0.5, Noise = 0, Texture = 0 });
        for (var i = 0; i < 100; i++)
        {
            var loaded = data.Training.LoadForEvaluation(i);
            var isRare = data.Training.Cases[i].Group == PhantomDataSet.RareGroup;
            var organ = Enumerable.Range(0, 4096).Where(voxel => loaded.Target[voxel] == 1).ToArray();
            var center = (int)Math.Round(organ.Average(voxel => voxel / 256)) * 256
                + (int)Math.Round(organ.Average(voxel => voxel / 16 % 16)) * 16
                + (int)Math.Round(organ.Average(voxel => voxel % 16));

            // Where the organ's center is, there is organ in the common case, and a brighter core that is none in the rare one.
            Assert.Equal(isRare ? 0 : 1, loaded.Target[center]);
            var mean = organ.Average(voxel => loaded.Input[voxel]);
            Assert.True(isRare ? loaded.Input[center] > mean * 1.2 : loaded.Input[center] < mean * 1.5);
            Assert.InRange(organ.Length, 60, 900);
            // A bright decoy outside, not labeled, though the bias field may dim it; for the common organ it is the only other bright thing.
            var surroundings = loaded.Input.Order().ElementAt(2048);
            var bright = surroundings + (0.4 * (mean - surroundings));
            Assert.InRange(Enumerable.Range(0, 4096).Count(voxel => loaded.Target[voxel] == 0 && loaded.Input[voxel] > bright), 6, isRare ? 500 : 60);
            Assert.Equal(0, loaded.Input.Average(), 1e-3f);
        }
    }

    [Fact]
    public void LoadForTraining_ManyThreadsAndAugmented_EqualsOneThread()
    {
        var options = new PhantomOptions { Augmentation = new AugmentationOptions { FlipWidth = true, RotationDegrees = 10, Noise = 0.1 } };
        var (alone, shared) = (new PhantomDataSet(options).Training, new PhantomDataSet(options).Training);

        var expected = Enumerable.Range(0, 200).Select(slot => Load(alone, slot)).ToArray();
        var actual = new float[200][];
        Parallel.For(0, 200, slot => actual[slot] = Load(shared, slot));

        Assert.Equal(expected, actual);

        static float[] Load(ICaseSource source, int slot)
        {
            var (input, target) = (new float[4096], new int[4096]);
            source.LoadForTraining(slot % 30, new CounterRandom(2, RandomPurpose.Augmentation, 1, slot), input, target);
            Assert.Contains(1, target);
            return input;
        }
    }

    [Fact]
    public void LoadForTraining_NotAugmented_IsTheWholeVolume()
    {
        var data = new PhantomDataSet(new PhantomOptions { Size = 20 });
        var (input, target) = (new float[8000], new int[8000]);

        data.Training.LoadForTraining(5, new CounterRandom(0, RandomPurpose.Augmentation, 0, 0), input, target);
        var loaded = data.Training.LoadForEvaluation(5);

        Assert.Equal(loaded.Input, input);
        Assert.Equal(loaded.Target, target);
    }

    [Theory]
    [InlineData(200, 0.08, 400)]
    [InlineData(7, 0.08, 100)] // the fraction is no whole number of the cases opened first, but of all
    [InlineData(1, 0.29, 1000)] // 0.29 x 100 is not 29 in binary
    [InlineData(10, 0, 40)]
    [InlineData(10, 1, 40)]
    public void OpenTrainingCases_FractionAWholeNumberOfAll_AreThoseOfALargerDataSet(int cases, double fraction, int all)
    {
        var options = new PhantomOptions { Seed = 3, RareFraction = fraction, Augmentation = new AugmentationOptions { FlipWidth = true, Noise = 0.1 } };
        var larger = new PhantomDataSet(options with { TrainingCases = all }).Training;
        var data = new PhantomDataSet(options with { TrainingCases = cases });
        var known = data.Training.Cases;

        var added = data.OpenTrainingCases([.. larger.Cases.Skip(cases).Select(entry => entry.Id)]);

        Assert.Same(known, data.Training.Cases);
        Assert.Equal(larger.Cases.Skip(cases), added.Cases);
        foreach (var group in added.Cases.Select(entry => entry.Group).Distinct())
        {
            var i = added.Cases.Select(entry => entry.Group).ToList().IndexOf(group);
            Assert.Equal(larger.LoadForEvaluation(cases + i).Input, added.LoadForEvaluation(i).Input);
            Assert.Equal(larger.LoadForEvaluation(cases + i).Target, added.LoadForEvaluation(i).Target);
            Assert.Equal(Load(larger, cases + i), Load(added, i));
        }

        static float[] Load(ICaseSource source, int index)
        {
            var input = new float[4096];
            source.LoadForTraining(index, new CounterRandom(2, RandomPurpose.Augmentation, 1, 5), input, new int[4096]);
            return input;
        }
    }

    [Fact]
    public void OpenTrainingCases_AnyOrderUpToTheLastIndex_AreFunctionsOfTheIndexAlone()
    {
        var data = new PhantomDataSet(new PhantomOptions { TrainingCases = 7 });
        var other = new PhantomDataSet(new PhantomOptions { TrainingCases = 12 });

        var added = data.OpenTrainingCases(["phantom-999999", "phantom-0012", "phantom-0013"]);
        var same = other.OpenTrainingCases(["phantom-0013", "phantom-0012"]);

        Assert.Equal(["phantom-999999", "phantom-0012", "phantom-0013"], added.Cases.Select(entry => entry.Id));
        Assert.Equal([PhantomDataSet.RareGroup, PhantomDataSet.RareGroup, PhantomDataSet.CommonGroup], added.Cases.Select(entry => entry.Group));
        Assert.Equal(added.LoadForEvaluation(1).Input, same.LoadForEvaluation(1).Input);
        Assert.NotEqual(added.LoadForEvaluation(0).Input, added.LoadForEvaluation(1).Input);
    }

    [Theory]
    [InlineData("phantom-0199", "'phantom-0199' is already one of the training cases")]
    [InlineData("validation-0003", "'validation-0003' is one of the validation cases")]
    [InlineData("phantom-0300", "'phantom-0300' is given twice")]
    [InlineData("phantom-00210", "no new case 'phantom-00210'; new cases are phantom-0200 to phantom-999999")]
    [InlineData("phantom-210", "no new case 'phantom-210'")]
    [InlineData("phantom-0210 ", "no new case 'phantom-0210 '")]
    [InlineData("Phantom-0210", "no new case 'Phantom-0210'")]
    [InlineData("phantom-1000000", "no new case 'phantom-1000000'")]
    [InlineData("phantom-99999999999", "no new case 'phantom-99999999999'")]
    [InlineData("validation-0400", "no new case 'validation-0400'")]
    [InlineData("phantom-", "no new case 'phantom-'")]
    [InlineData("", "no new case ''")]
    public void OpenTrainingCases_NoNewCase_IsNamed(string id, string message)
    {
        var data = new PhantomDataSet(new PhantomOptions());

        var refusal = Assert.Throws<InvalidInputException>(() => data.OpenTrainingCases(["phantom-0300", id])).Message;

        Assert.Contains(message, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(PhantomOptions.Size), 8)]
    [InlineData(nameof(PhantomOptions.TrainingCases), 0)]
    [InlineData(nameof(PhantomOptions.ValidationRareCases), -1)]
    [InlineData(nameof(PhantomOptions.RareFraction), 1.5)]
    [InlineData(nameof(PhantomOptions.Noise), double.NaN)]
    public void Options_OutOfRange_AreNamed(string property, object value)
    {
        var options = new PhantomOptions();
        typeof(PhantomOptions).GetProperty(property)!.SetValue(options, value);

        var message = Assert.Throws<InvalidInputException>(() => new PhantomDataSet(options)).Message;

        Assert.Contains("'data." + char.ToLowerInvariant(property[0]) + property[1..] + "'", message, StringComparison.Ordinal);
    }
}
