using System.Text.Json;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Sampling;

namespace OrleansDro.Learning.Tests.Configuration;

public sealed class StrictJsonTests
{
    public enum Schedule
    {
        Constant,
        PolynomialDecay,
    }

    public sealed record Optimizer(string Name, double Rate = 0.1);

    public sealed record Spec
    {
        public required int Steps { get; init; }

        public Schedule Schedule { get; init; }

        public double Beta { get; init; } = 1;

        public string? Note { get; init; }

        public string Title { get; init; } = "none";

        public int? Limit { get; init; }

        public IReadOnlyList<int> Patch { get; init; } = [];

        public IReadOnlyDictionary<string, double> Keep { get; init; } = new Dictionary<string, double>();

        public Optimizer? Optimizer { get; init; }

        public IReadOnlyList<Optimizer> Stages { get; init; } = [];

        public JsonElement Data { get; init; }
    }

    [Fact]
    public void Bind_CompleteSpec_TakesEveryValue()
    {
        var spec = Bind("""
            {
              // a comment
              "steps": 10, "schedule": "polynomial-decay", "beta": 2.5, "note": null, "limit": 3, "patch": [1, 2, 3],
              "keep": {"3": 0.01}, "optimizer": {"name": "adam"}, "stages": [{"name": "sgd", "rate": 1}], "data": {"kind": "phantom"},
            }
            """);

        Assert.Equal(10, spec.Steps);
        Assert.Equal(Schedule.PolynomialDecay, spec.Schedule);
        Assert.Equal(2.5, spec.Beta);
        Assert.Null(spec.Note);
        Assert.Equal(3, spec.Limit);
        Assert.Equal([1, 2, 3], spec.Patch);
        Assert.Equal(0.01, spec.Keep["3"]);
        Assert.Equal(new Optimizer("adam"), spec.Optimizer);
        Assert.Equal([new Optimizer("sgd", 1)], spec.Stages);
        Assert.Equal("phantom", spec.Data.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData("polynomialDecay")]
    [InlineData("polynomial-decay")]
    public void Bind_EnumerationInEitherCase_IsTaken(string name) =>
        Assert.Equal(Schedule.PolynomialDecay, Bind($$"""{"steps": 1, "schedule": "{{name}}"}""").Schedule);

    [Theory]
    [InlineData("""{"stepz": 1}""", "unknown field 'stepz' in spec.json; did you mean 'steps'?")]
    [InlineData("""{"Steps": 1}""", "unknown field 'Steps' in spec.json; did you mean 'steps'?")]
    [InlineData("""{"steps": 1, "optimizer": {"nam": "x"}}""", "unknown field 'optimizer.nam' in spec.json; did you mean 'name'?")]
    [InlineData("""{"steps": 1, "stages": [{"name": "x"}, {"nane": "x"}]}""", "unknown field 'stages[1].nane' in spec.json; did you mean 'name'?")]
    [InlineData("""{"steps": 1, "optimizer": {"wholly": "x"}}""", "unknown field 'optimizer.wholly' in spec.json; valid names: name, rate.")]
    [InlineData("""{"steps": 1, "steps": 2}""", "field 'steps' is given twice in spec.json")]
    [InlineData("""{"steps": 1, "keep": {"3": 1, "3": 2}}""", "field 'keep.3' is given twice in spec.json")]
    [InlineData("""{}""", "missing field 'steps' in spec.json; it must be a whole number")]
    [InlineData("""{"steps": 1, "optimizer": {}}""", "missing field 'optimizer.name' in spec.json; it must be a text in quotes")]
    [InlineData("""{"steps": "1"}""", "field 'steps' in spec.json must be a whole number from -2147483648 to 2147483647, but it is \"1\"")]
    [InlineData("""{"steps": 1.5}""", "field 'steps' in spec.json must be a whole number")]
    [InlineData("""{"steps": 3000000000}""", "field 'steps' in spec.json must be a whole number")]
    [InlineData("""{"steps": null}""", "field 'steps' in spec.json must be a whole number")]
    [InlineData("""{"steps": 1, "beta": 1e999}""", "field 'beta' in spec.json must be a finite number, but it is 1e999")]
    [InlineData("""{"steps": 1, "beta": "NaN"}""", "field 'beta' in spec.json must be a finite number")]
    [InlineData("""{"steps": 1, "title": null}""", "field 'title' in spec.json must be a text in quotes, but it is null")]
    [InlineData("""{"steps": 1, "schedule": "linear"}""", "field 'schedule' in spec.json must be one of 'constant', 'polynomialDecay', but it is \"linear\"")]
    [InlineData("""{"steps": 1, "schedule": 1}""", "field 'schedule' in spec.json must be one of")]
    [InlineData("""{"steps": 1, "patch": 3}""", "field 'patch' in spec.json must be a list, but it is 3")]
    [InlineData("""{"steps": 1, "patch": null}""", "field 'patch' in spec.json must be a list, but it is null")]
    [InlineData("""{"steps": 1, "patch": [1, "x"]}""", "field 'patch[1]' in spec.json must be a whole number")]
    [InlineData("""{"steps": 1, "keep": {"3": "x"}}""", "field 'keep.3' in spec.json must be a finite number")]
    [InlineData("""{"steps": 1, "optimizer": []}""", "field 'optimizer' in spec.json must be an object, but it is []")]
    [InlineData("""{"steps": 1, "title": "\ud800"}""", "field 'title' in spec.json must be a text in quotes")]
    [InlineData("""{"steps": 1, "\ud800": 1}""", "spec.json contains text that is not valid Unicode")]
    [InlineData("[]", "spec.json must be an object, but it is []")]
    public void Bind_WrongField_NamesItAndTheRemedy(string text, string message) =>
        Assert.Contains(message, Assert.Throws<InvalidInputException>(() => Bind(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Bind_PartOfASpec_NamesTheFullPath()
    {
        var element = StrictJson.Parse("""{"pathh": 1}""", "spec.json");

        var failure = Assert.Throws<InvalidInputException>(() => StrictJson.Bind<Spec>(element, "spec.json", "data"));

        Assert.Contains("'data.pathh'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\n  \"steps\": 1\n  \"beta\": 2\n}", "line 3, column 3")]
    [InlineData("", "line 1, column 1")]
    [InlineData("{\"steps\": }", "line 1, column 11")]
    public void Parse_Malformed_NamesFileLineAndColumn(string text, string place)
    {
        var message = Assert.Throws<InvalidInputException>(() => StrictJson.Parse(text, "spec.json")).Message;

        Assert.StartsWith("spec.json is not valid JSON", message, StringComparison.Ordinal);
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_HalfASurrogatePair_IsRefused() =>
        Assert.Contains(
            "not valid Unicode",
            Assert.Throws<InvalidInputException>(() => StrictJson.Parse("{\"title\": \"" + (char)0xD800 + "\"}", "spec.json")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("selfNormalize")]
    [InlineData("selfNormalise")]
    public void Bind_FieldUnderItsFormerName_IsTaken(string name)
    {
        var options = StrictJson.Bind<ImportanceWeighting>(StrictJson.Parse($$"""{"{{name}}": true}""", "spec.json"), "spec.json");

        Assert.True(options.SelfNormalize);
        Assert.Contains("\"selfNormalize\"", JsonSerializer.Serialize(options, StrictJson.Options), StringComparison.Ordinal);
        Assert.DoesNotContain("\"selfNormalise\"", JsonSerializer.Serialize(options, StrictJson.Options), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"selfNormalize": true, "selfNormalise": true}""", "'weights.selfNormalize'")]
    [InlineData("""{"selfNormalise": 1}""", "'weights.selfNormalise'")]
    [InlineData("""{"wholly": 1}""", "valid names: enabled, maximum, minimum, selfNormalize.")]
    public void Bind_WrongFieldThatWasRenamed_NamesIt(string text, string message)
    {
        var element = StrictJson.Parse(text, "spec.json");

        var failure = Assert.Throws<InvalidInputException>(() => StrictJson.Bind<ImportanceWeighting>(element, "spec.json", "weights"));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WriteWhatBindReads()
    {
        var spec = new Spec { Steps = 4, Schedule = Schedule.PolynomialDecay, Patch = [1, 2], Data = JsonSerializer.SerializeToElement(1) };

        var read = Bind(JsonSerializer.Serialize(spec, StrictJson.Options));

        Assert.Equal(Schedule.PolynomialDecay, read.Schedule);
        Assert.Equal([1, 2], read.Patch);
    }

    private static Spec Bind(string text) => StrictJson.Bind<Spec>(StrictJson.Parse(text, "spec.json"), "spec.json");
}
