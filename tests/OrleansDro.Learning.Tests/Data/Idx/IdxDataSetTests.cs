using System.IO.Compression;
using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Idx;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Tests.Data.Idx;

public sealed class IdxDataSetTests
{
    [Fact]
    public void Mnist_Whole_HasTheKnownCountsAndStatistics()
    {
        var data = new IdxDataSet(Mnist());

        Assert.Equal(TaskKind.Classification, data.Task.Kind);
        Assert.Equal([28, 28], data.Task.ExampleShape);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], data.Task.ClassNames);
        Assert.Equal((60000, 10000), (data.Training.Cases.Count, data.Validation.Cases.Count));
        Assert.Equal(["5", "0", "4", "1", "9"], data.Training.Cases.Take(5).Select(entry => entry.Group));
        Assert.Equal(["7", "2", "1", "0", "4"], data.Validation.Cases.Take(5).Select(entry => entry.Group));
        Assert.Equal(6131, data.Training.Cases.Count(entry => entry.Group == "3"));
        // The constants that everybody uses: mean 0.1307 and standard deviation 0.3081 of intensities from 0 to 1.
        var first = data.Training.Cases[0];
        var loaded = data.Training.LoadForEvaluation(0);
        Assert.Equal("train-00000", first.Id);
        Assert.Equal(-0.1307 / 0.3081, loaded.Input[0], 1e-3);
        Assert.Equal((1 - 0.1307) / 0.3081, loaded.Input.Max(), 2e-2);
        Assert.Equal([5], loaded.Target);
        Assert.Empty(loaded.TargetShape);
    }

    [Fact]
    public void Mnist_RareClassAndCaps_AreExactAndDeterministic()
    {
        var options = Mnist() with { Keep = new Dictionary<string, double> { ["3"] = 0.01, ["8"] = 0 }, ValidationCases = 500 };
        var data = new IdxDataSet(options);
        var again = new IdxDataSet(options);
        var other = new IdxDataSet(options with { Seed = 1 });

        Assert.Equal(61, data.Training.Cases.Count(entry => entry.Group == "3"));
        Assert.Equal(0, data.Training.Cases.Count(entry => entry.Group == "8"));
        Assert.Equal(5421, data.Training.Cases.Count(entry => entry.Group == "5"));
        Assert.Equal(500, data.Validation.Cases.Count);
        Assert.Contains(data.Validation.Cases, entry => entry.Group == "8");
        Assert.Equal(data.Training.Cases, again.Training.Cases);
        Assert.Equal(data.Validation.Cases, again.Validation.Cases);
        Assert.NotEqual(data.Training.Cases, other.Training.Cases);
        Assert.Equal(data.Training.Cases.Select(entry => entry.Id).Order(StringComparer.Ordinal), data.Training.Cases.Select(entry => entry.Id));

        var capped = new IdxDataSet(options with { TrainingCases = 1000 }).Training.Cases;
        Assert.Equal(1000, capped.Count);
        Assert.Subset(data.Training.Cases.ToHashSet(), capped.ToHashSet());
    }

    [Fact]
    public void Mnist_LoadForTraining_EqualsEvaluationAndFromManyThreadsToo()
    {
        var data = new IdxDataSet(Mnist() with { Keep = new Dictionary<string, double> { ["3"] = 0.01 } });
        Parallel.For(0, 200, i =>
        {
            var (input, target) = (new float[784], new int[1]);
            data.Training.LoadForTraining(i, new CounterRandom(0, RandomPurpose.Augmentation, 0, i), input, target);
            var loaded = data.Training.LoadForEvaluation(i);
            Assert.Equal(loaded.Input, input);
            Assert.Equal(loaded.Target, target);
            Assert.Equal(data.Training.Cases[i].Group, data.Task.ClassNames[target[0]]);
        });
    }

    [Fact]
    public void Files_PlainOrCompressedUnderAnyName_AreRead()
    {
        using var folder = new TemporaryFolder();
        var options = Write(folder) with { TrainingImages = "pictures.bin" };
        folder.Write("pictures.bin", Compress(File.ReadAllBytes(folder.File("train-images-idx3-ubyte"))));
        File.Delete(folder.File("train-images-idx3-ubyte"));

        var data = new IdxDataSet(options with { ClassNames = ["zero", "one"] });

        Assert.Equal(["zero", "one", "zero"], data.Training.Cases.Select(entry => entry.Group));
        Assert.Equal(3, data.Training.Cases.Count);
        Assert.Equal((50 - 55) / 34.52, data.Training.LoadForEvaluation(1).Input[1], 1e-3);
    }

    [Theory]
    [InlineData("../pictures.bin")]
    [InlineData("/etc/passwd")]
    public void Files_OutsideTheFolder_AreRefused(string file)
    {
        using var folder = new TemporaryFolder();
        var exception = Assert.Throws<InvalidInputException>(() => new IdxDataSet(Write(folder) with { ValidationLabels = file }));
        Assert.Contains($"field 'data.validationLabels' is '{file}', which leaves the data set's folder {folder.Path}", exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, Action<TemporaryFiles>> Damages => new()
    {
        { "missing", "train-images-idx3-ubyte.gz does not exist", files => files.Delete("train-images-idx3-ubyte") },
        { "not idx", "starts with 01000803", files => files.Change("train-images-idx3-ubyte", bytes => bytes[0] = 1) },
        { "floats", "starts with 00000D03", files => files.Change("train-images-idx3-ubyte", bytes => bytes[2] = 0x0D) },
        { "dimensions", "not 00000801", files => files.Change("train-labels-idx1-ubyte", bytes => bytes[3] = 3) },
        { "lying", "more than the file can contain", files => files.Change("train-images-idx3-ubyte", bytes => bytes[4] = 0x7F) },
        { "negative", "more than the file can contain", files => files.Change("train-images-idx3-ubyte", bytes => bytes[4] = 0xFF) },
        { "longer", "longer than its header says", files => files.Change("train-labels-idx1-ubyte", bytes => bytes[7] = 2) },
        { "truncated", "truncated", files => files.Cut("train-labels-idx1-ubyte", 6) },
        { "empty", "truncated", files => files.Cut("train-labels-idx1-ubyte", 0) },
        { "count", "3 images, but", files => files.Replace("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]) },
        { "size", "must be of one size", files => files.Replace("t10k-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 9]) },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void Files_Damaged_AreNamed(string name, string message, Action<TemporaryFiles> damage)
    {
        using var folder = new TemporaryFolder();
        var options = Write(folder);
        damage(new TemporaryFiles(folder.Path));

        var failure = Assert.Throws<InvalidInputException>(() => new IdxDataSet(options));

        Assert.True(failure.Message.Contains(message, StringComparison.Ordinal), $"{name}: {failure.Message}");
    }

    [Fact]
    public void Options_Wrong_AreNamed()
    {
        using var folder = new TemporaryFolder();
        var options = Write(folder);

        Check("'data.path'", options with { Path = "" });
        Check("'data.keep.1'", options with { Keep = new Dictionary<string, double> { ["1"] = 1.5 } });
        Check("names the class 'seven', but the classes are 0, 1", options with { Keep = new Dictionary<string, double> { ["seven"] = 0.5 } });
        Check("leaves no training images", options with { Keep = new Dictionary<string, double> { ["0"] = 0, ["1"] = 0 } });
        Check("'data.trainingCases'", options with { TrainingCases = 0 });
        Check("'data.validationCases'", options with { ValidationCases = -1 });
        Check("'data.classNames' names 1 classes", options with { ClassNames = ["zero"] });

        static void Check(string message, IdxOptions options) =>
            Assert.Contains(message, Assert.Throws<InvalidInputException>(() => new IdxDataSet(options)).Message, StringComparison.Ordinal);
    }

    public sealed class TemporaryFiles(string folder)
    {
        public void Delete(string name) => File.Delete(Path.Combine(folder, name));

        public void Replace(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder, name), bytes);

        public void Cut(string name, int length) => Replace(name, File.ReadAllBytes(Path.Combine(folder, name))[..length]);

        public void Change(string name, Action<byte[]> change)
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, name));
            change(bytes);
            Replace(name, bytes);
        }
    }

    private static IdxOptions Mnist() => new() { Path = SharedData.Find("mnist") };

    // Three images of 2 x 2 to train on and one to validate on.
    private static IdxOptions Write(TemporaryFolder folder)
    {
        folder.Write("train-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]);
        folder.Write("train-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 0]);
        folder.Write("t10k-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4]);
        folder.Write("t10k-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 1, 1]);
        return new IdxOptions { Path = folder.Path };
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new GZipStream(compressed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }
}
