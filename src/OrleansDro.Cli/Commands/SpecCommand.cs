using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using OrleansDro.Cli.Reference;
using OrleansDro.Grains.Coordination;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;
using Spectre.Console;

namespace OrleansDro.Cli.Commands;

/// <summary><c>orleansdro spec</c>: what a spec can contain.</summary>
internal static class SpecCommand
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var schema = new Option<bool>("--schema") { Description = "Print the JSON schema of a spec, for editors." };
        var markdown = new Option<bool>("--markdown") { Description = "Print the reference of all fields as a Markdown page." };
        var explain = new Option<string?>("--explain") { Description = "Explain a field and those inside it, such as data.decathlon or sampling.hardness.beta.", HelpName = "FIELD" };
        var command = new Command("spec", "Shows what a spec can contain.") { schema, markdown, explain };
        command.SetAction(parsed => Run(parsed.GetValue(schema), parsed.GetValue(markdown), parsed.GetValue(explain)));
        return command;
    }

    private static void Run(bool schema, bool markdown, string? field)
    {
        switch (schema, markdown, field)
        {
            case (true, false, null):
                Console.Write(Schema());
                break;
            case (false, true, null):
                Console.Write(SpecPage.Create(SpecFields.All));
                break;
            case (false, false, not null):
                AnsiConsole.Write(SpecExplanation.Create(SpecFields.Find(field)));
                break;
            default:
                throw new InvalidInputException("Give one of --schema, --markdown and --explain FIELD.");
        }
    }

    /// <summary>The text of the schema's file.</summary>
    internal static string Schema() => RunSpecSchema.Create(LearningCatalog.CreateDefault()).ToJsonString(Format) + "\n";
}
