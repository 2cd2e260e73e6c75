using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Augmentation;
using OrleansDro.Learning.Data.Phantoms;
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
            var centre = (int)Math.Round(organ.Average(voxel => voxel / 256)) * 256
                + (int)Math.Round(organ.Average(voxel => voxel / 16 % 16)) * 16
                + (int)Math.Round(organ.Average(voxel => voxel % 16));

            // Where the organ's centre is, there is organ in the common case, and a brighter core that is none in the rare one.
            Assert.Equal(isRare ? 0 : 1, loaded.Target[centre]);
            var mean = organ.Average(voxel => loaded.Input[voxel]);
            Assert.True(isRare ? loaded.Input[centre] > mean * 1.2 : loaded.Input[centre] < mean * 1.5);
            Assert.InRange(organ.Length, 60, 900);
            // A bright decoy outside, not labelled, though the bias field may dim it; for the common organ it is the only other bright thing.
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
