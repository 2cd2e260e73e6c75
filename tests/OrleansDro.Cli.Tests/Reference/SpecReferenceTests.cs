using OrleansDro.Cli.Commands;
using OrleansDro.Cli.Reference;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Tests.Reference;

/// <summary>The reference of the spec in docs is what the code says.</summary>
public sealed class SpecReferenceTests
{
    public static TheoryData<string, string, string> Pages => new()
    {
        { "spec.schema.json", SpecCommand.Schema(), "spec --schema" },
        { "spec.md", SpecPage.Create(SpecFields.All), "spec --markdown" },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_InDocs_IsWhatTheCommandPrints(string file, string expected, string command)
    {
        var committed = File.ReadAllText(Path.Combine(Repository.Root, "docs", file));
        Assert.True(committed == expected, $"docs/{file} is not up to date. Write it: dotnet run -c Release --project src/OrleansDro.Cli -- {command} > docs/{file}");
    }

    [Fact]
    public void Fields_EachOfThem_HasAMeaning() => Assert.Empty(SpecFields.All.Where(field => field.Meaning.Length == 0).Select(field => field.Path));

    [Theory]
    [InlineData("sampling.hardness.beta", "sampling.hardness.beta")]
    [InlineData("sampling.beta", "sampling.hardness.beta")]
    [InlineData("model.channels", "model.unet3d.channels", "model.cnn.channels")]
    [InlineData("checkpoint", "checkpoint", "checkpoint.every", "checkpoint.keep")]
    [InlineData("loss.crossEntropy", "loss.crossEntropy")]
    public void Find_PathWithOrWithoutComponents_GivesItsFields(string path, params string[] expected) =>
        Assert.Equal(expected, SpecFields.Find(path).Select(field => field.Path));

    [Theory]
    [InlineData("data.decathln", "'data.decathlon'")]
    [InlineData("compute.mod", "'compute.mode'")]
    [InlineData("nothing.like.any.field.of.it", "--markdown")]
    public void Find_UnknownPath_NamesTheRemedy(string path, string remedy) =>
        Assert.Contains(remedy, Assert.Throws<InvalidInputException>(() => SpecFields.Find(path)).Message, StringComparison.Ordinal);

    [Fact]
    public void Field_OfEachKind_IsDescribedInWords()
    {
        Assert.Equal(("list of whole numbers", "3 values, each from 1 to 1024", null, true), Facts("data.decathlon.patch"));
        Assert.Equal(("number", "above 0 and below 1", "0.2", false), Facts("data.decathlon.validationFraction"));
        Assert.Equal(("object of numbers", "each from 0 to 1", "{}", false), Facts("data.idx.keep"));
        Assert.Equal(("text", "one of fixed, effectiveSampleSize, kullbackLeibler", "\"fixed\"", false), Facts("sampling.hardness.temperature.control"));
        Assert.Equal(("object", "", "none", false), Facts("localUpdates"));
        Assert.Equal(("number", "above 0", "0.001", false), Facts("optimizer.adamw.learningRate"));

        static (string, string, string?, bool) Facts(string path)
        {
            var field = SpecFields.Find(path)[0];
            return (field.Type, field.Range, field.Default, field.IsRequired);
        }
    }
}
