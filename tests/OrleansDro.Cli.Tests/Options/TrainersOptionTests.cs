using System.CommandLine;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Cli.Options;

namespace OrleansDro.Cli.Tests.Options;

public sealed class TrainersOptionTests
{
    [Theory]
    [InlineData("1", 1, 1)]
    [InlineData("8", 8, 8)]
    [InlineData("1:4", 1, 4)]
    [InlineData("2:2", 2, 2)]
    [InlineData("3:", 3, int.MaxValue)]
    public void Parse_Range_HasItsEnds(string text, int minimum, int maximum) => Assert.Equal(new TrainerRange(minimum, maximum), Parse("--trainers", text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0:2")]
    [InlineData("2:1")]
    [InlineData(":2")]
    [InlineData("1:2:3")]
    [InlineData("+1")]
    [InlineData("one")]
    [InlineData("99999999999")]
    public void Parse_SomethingElse_NamesTheOptionAndTheForm(string text)
    {
        var error = Assert.Single(Parse("--trainers", text).Errors);
        Assert.Contains("--trainers must be N, MIN:MAX", error, StringComparison.Ordinal);
        Assert.Contains($"'{text}'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NotGiven_IsTheDefault() => Assert.Equal(TrainerRange.Any, Parse().Value);

    [Theory]
    [InlineData(2, 2, "2")]
    [InlineData(1, 4, "1:4")]
    [InlineData(1, int.MaxValue, "1:")]
    public void Text_Range_CanBeReadAgain(int minimum, int maximum, string expected)
    {
        var range = new TrainerRange(minimum, maximum);
        Assert.Equal(expected, range.ToString());
        Assert.True(TrainerRange.TryParse(expected, out var read));
        Assert.Equal(range, read);
    }

    private static (TrainerRange Value, IReadOnlyList<string> Errors) Parse(params string[] arguments)
    {
        var option = TrainersOption.Create("How many.", TrainerRange.Any);
        var parsed = new RootCommand { option }.Parse(arguments);
        string[] errors = [.. parsed.Errors.Select(error => error.Message)];
        return (errors.Length == 0 ? parsed.GetValue(option) : default, errors);
    }
}
