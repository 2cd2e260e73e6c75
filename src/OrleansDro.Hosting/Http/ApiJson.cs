using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Hosting.Http;

/// <summary>How the HTTP interface writes JSON: names and enumerations in camelCase, numbers that are not finite as null.</summary>
public static class ApiJson
{
    /// <summary>Reads and writes what the HTTP interface answers.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    internal static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.Converters.Add(new FiniteNumberConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
