using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansDro.Learning.Configuration;

namespace OrleansDro.Hosting.Http;

/// <summary>The JSON format of the HTTP interface: names and enumerations in camelCase, numbers that are not finite as null.</summary>
public static class ApiJson
{
    /// <summary>Options to read and write the answers of the HTTP interface.</summary>
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
