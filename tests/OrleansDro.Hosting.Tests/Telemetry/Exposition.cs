using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansDro.Hosting.Tests.Telemetry;

/// <summary>What a silo answers to <c>/metrics</c>, read line by line.</summary>
internal sealed partial class Exposition
{
    private Exposition(IReadOnlyList<Sample> samples) => Samples = samples;

    /// <summary>All samples.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>Asks a silo.</summary>
    public static async Task<Exposition> ReadAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        var text = await client.GetStringAsync(address, cancellationToken);
        return new Exposition([.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)]);
    }

    /// <summary>The samples of a run.</summary>
    public IEnumerable<Sample> Of(string run) => Samples.Where(sample => sample.Labels.GetValueOrDefault("run") == run);

    private static Sample Parse(string line)
    {
        var match = Line().Match(line);
        Assert.True(match.Success, line);
        var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["name"].Value, label => label.Groups["value"].Value);
        return new Sample(match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value.Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( \d+)?$""")]
    private static partial Regex Line();

    [GeneratedRegex("(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=\"(?<value>(\\\\.|[^\"\\\\])*)\"")]
    private static partial Regex Label();

    /// <summary>A sample.</summary>
    /// <param name="Name">The name of its metric.</param>
    /// <param name="Labels">Its labels.</param>
    /// <param name="Value">Its value.</param>
    internal sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value);
}
