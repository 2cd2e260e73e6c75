using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>How results are written as JSON, in files and for <c>--json</c>, and read back.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no page embeds it unescaped, and names stay readable
        Converters = { new FiniteNumberConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Reads what <see cref="Serialize"/> has written. Fields that the type does not have are passed over.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="InvalidInputException">It is not JSON, or not such a value.</exception>
    public static T Deserialize<T>(string text, string file)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new InvalidInputException($"{file} contains only 'null'.");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException($"{file} is not complete, or not as it was written: see line {exception.LineNumber + 1}.", exception);
        }
    }
}
