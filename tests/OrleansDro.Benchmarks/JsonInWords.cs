using System.Text.Json;

namespace OrleansDro.Benchmarks;

/// <summary>A result for people.</summary>
internal static class JsonInWords
{
    /// <summary>The values of a JSON object, one a line.</summary>
    public static string Of(string json)
    {
        using var values = JsonDocument.Parse(json);
        var all = values.RootElement.EnumerateObject().ToArray();
        var width = all.Max(value => value.Name.Length);
        return string.Join('\n', all.Select(value => $"{value.Name.PadLeft(width)} {value.Value}"));
    }
}
