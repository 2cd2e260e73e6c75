using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using OrleansDro.Cli.Commands;
using OrleansDro.Grains.Coordination;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Tests.Reference;

/// <summary>The schema of a spec accepts and refuses what the program does.</summary>
public sealed class SpecSchemaTests : IDisposable
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(SpecCommand.Schema());
    private static readonly string ShippedFolder = Path.Combine(Repository.Root, "src", "OrleansDro.Cli", "specs");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(ShippedFolder, "*.json").Select(file => Path.GetFileName(file))];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ShippedSpec_NamesTheSchemaAndFollowsIt(string file)
    {
        var spec = StrictJson.Parse(File.ReadAllText(Path.Combine(ShippedFolder, file)), file);

        Assert.Equal(Path.Combine(Repository.Root, "docs", "spec.schema.json"), Path.GetFullPath(spec.GetProperty("$schema").GetString()!, ShippedFolder));
        Assert.True(IsValid(spec));
    }

    [Fact]
    public void SpecAsSaved_FollowsTheSchema()
    {
        var file = Write("sampling", """{"name": "hardness", "temperature": {"control": "kullbackLeibler", "target": 1}}""");
        var spec = RunSpecFile.ReadAsWritten(file);

        Assert.True(IsValid(JsonSerializer.SerializeToElement(spec, StrictJson.Options)));
    }

    /// <summary>One field is replaced; the schema and the program must agree about it.</summary>
    [Theory]
    [InlineData("steps", "1", true)]
    [InlineData("steps", "0", false)]
    [InlineData("steps", "1.5", false)]
    [InlineData("stepz", "1", false)]
    [InlineData("$schema", "\"anywhere.json\"", true)]
    [InlineData("$schema", "1", false)]
    [InlineData("localUpdates", "null", true)]
    [InlineData("localUpdates", """{"innerSteps": 1}""", true)]
    [InlineData("localUpdates", """{"outerMomentum": 0.5}""", false)]
    [InlineData("localUpdates", """{"innerSteps": 1, "outerMomentum": 1}""", false)]
    [InlineData("compute", """{"device": "cuda", "threads": 1024}""", true)]
    [InlineData("compute", """{"device": "tpu"}""", false)]
    [InlineData("compute", """{"threads": 1025}""", false)]
    [InlineData("compute", """{"mode": "fast"}""", true)]
    [InlineData("compute", """{"mode": "slow"}""", false)]
    [InlineData("sampling", """{"name": "uniform"}""", true)]
    [InlineData("sampling", """{"name": "uniform", "beta": 1}""", false)]
    [InlineData("sampling", """{"name": "hard"}""", false)]
    [InlineData("sampling", """{"beta": 1}""", false)]
    [InlineData("sampling", """{"name": "hardness", "beta": -1}""", false)]
    [InlineData("sampling", """{"name": "hardness", "temperature": {"control": "effective-sample-size", "target": 0.5}}""", true)]
    [InlineData("sampling", """{"name": "hardness", "importanceWeighting": {"selfNormalise": true}}""", true)]
    public void Field_InAndOutOfItsRange_IsTakenAsByTheProgram(string field, string value, bool isValid)
    {
        var file = Write(field, value);

        Assert.Equal(isValid, IsValid(StrictJson.Parse(File.ReadAllText(file), file)));
        Assert.Equal(isValid, Record.Exception(() => RunSpecFile.ReadAsWritten(file)) is not InvalidInputException);
    }

    [Theory]
    [InlineData("data", """{"name": "phantom", "size": 12}""", true)]
    [InlineData("data", """{"name": "phantom", "size": 11}""", false)]
    [InlineData("data", """{"name": "phantom", "augmentation": {"gamma": 3.5}}""", false)]
    [InlineData("data", """{"name": "decathlon", "path": "here", "patch": [8, 8]}""", false)]
    [InlineData("data", """{"name": "idx", "path": "here", "keep": {"3": 2}}""", false)]
    [InlineData("model", """{"name": "unet3d", "channels": []}""", false)]
    [InlineData("optimizer", """{"name": "sgd", "schedule": {"name": "cosine", "power": 0}}""", false)]
    [InlineData("optimizer", """{"name": "adam", "momentum": 0.9}""", false)]
    public void ComponentField_InAndOutOfItsRange_IsKnownToTheSchema(string field, string value, bool isValid)
    {
        var file = Write(field, value);

        Assert.Equal(isValid, IsValid(StrictJson.Parse(File.ReadAllText(file), file)));
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsValid(JsonElement spec) => Schema.Evaluate(JsonSerializer.SerializeToNode(spec)).IsValid;

    private string Write(string field, string value)
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(ShippedFolder, "phantom.json")), documentOptions: options)!;
        spec[field] = JsonNode.Parse(value);
        return _folder.Write("spec.json", spec.ToJsonString());
    }
}
