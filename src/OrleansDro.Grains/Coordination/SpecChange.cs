using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Coordination;

/// <summary>A field of a spec and the value that it gets.</summary>
/// <param name="Field">The field's path, with points between the names: <c>optimizer.learningRate</c>.</param>
/// <param name="Value">The value, as JSON.</param>
public sealed record SpecChange(string Field, string Value)
{
    /// <summary>Reads a change from the form <c>FIELD=VALUE</c>. A value that is not JSON counts as a text.</summary>
    /// <exception cref="InvalidInputException">The text has another form.</exception>
    public static SpecChange Parse(string text)
    {
        var separator = text.IndexOf('=', StringComparison.Ordinal);
        var field = text[..Math.Max(0, separator)].Trim();
        if (field.Split('.').Any(string.IsNullOrWhiteSpace))
        {
            throw new InvalidInputException($"'{text}' is not of the form FIELD=VALUE, such as optimizer.learningRate=0.001.");
        }

        var value = text[(separator + 1)..].Trim();
        return new SpecChange(field, IsJson(value) ? value : JsonSerializer.Serialize(value));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Field}={Value}";

    /// <summary>Sets the field. Objects on the way to it that are missing are added.</summary>
    /// <exception cref="InvalidInputException">A field on the way is no object.</exception>
    internal void ApplyTo(JsonObject spec)
    {
        var names = Field.Split('.');
        var place = spec;
        foreach (var name in names[..^1])
        {
            place = (place[name] ??= new JsonObject()) as JsonObject
                ?? throw new InvalidInputException($"The field '{Field}' cannot be set: '{name}' has no fields.");
        }

        place[names[^1]] = JsonNode.Parse(Value);
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
