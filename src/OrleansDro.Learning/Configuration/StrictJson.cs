using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Configuration;

/// <summary>
/// Binds JSON that a user wrote to a record. A field that is unknown, repeated, missing or of a wrong type is an error that names the
/// field. Names are camelCase, enumerations camelCase or kebab-case; comments and trailing commas are allowed.
/// </summary>
public static class StrictJson
{
    private static readonly JsonDocumentOptions DocumentOptions = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The options of the serializer. They also write values in the form in which they are read.</summary>
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>Parses a text that contains one JSON value.</summary>
    /// <param name="text">The JSON text.</param>
    /// <param name="source">The file or flag that the text came from, for messages.</param>
    /// <exception cref="InvalidInputException">The text is not JSON; the message names the line and the column.</exception>
    public static JsonElement Parse(string text, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text, DocumentOptions);
            return document.RootElement.Clone();
        }
        catch (JsonException failure)
        {
            throw new InvalidInputException(
                $"{source} is not valid JSON: line {failure.LineNumber + 1}, column {failure.BytePositionInLine + 1}: {WithoutPosition(failure.Message)}", failure);
        }
        catch (ArgumentException failure)
        {
            throw new InvalidInputException($"{source} is not valid JSON: it contains text that is not valid Unicode; save it as UTF-8.", failure);
        }
    }

    /// <summary>Binds a parsed value to a type. It does not call the type's own validation.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="element">The value.</param>
    /// <param name="source">The file or flag that the value came from, for messages.</param>
    /// <param name="path">The path of the value in the source, such as <c>data</c>; empty for the root.</param>
    /// <exception cref="InvalidInputException">
    /// A field is unknown, repeated, missing or of a wrong type; the message names its full path, such as <c>data.patch[1]</c>.
    /// </exception>
    public static T Bind<T>(JsonElement element, string source, string path = "")
    {
        try
        {
            new StrictJsonCheck(source).Require(element, typeof(T), isNullable: false, path);
            return element.Deserialize<T>(Options)!;
        }
        catch (JsonException failure)
        {
            throw new InvalidInputException($"{StrictJsonCheck.Place(source, path)} cannot be read: {failure.Message}", failure);
        }
        catch (InvalidOperationException failure)
        {
            // System.Text.Json finds an escaped half of a surrogate pair only when the text is read.
            throw new InvalidInputException($"{StrictJsonCheck.Place(source, path)} contains text that is not valid Unicode; correct its \\u escapes.", failure);
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            AllowTrailingCommas = true,
            ReadCommentHandling = JsonCommentHandling.Skip,
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            WriteIndented = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { FormerNames.AddTo } },
            Converters = { new NamedEnumConverterFactory() },
        };
        options.MakeReadOnly();
        return options;
    }

    // The serializer counts lines from 0 in its messages; ours count from 1, as editors do.
    private static string WithoutPosition(string message) => message.Split(" LineNumber:", 2)[0];
}
