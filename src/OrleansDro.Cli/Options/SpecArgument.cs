using System.CommandLine;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Coordination;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>A spec on the command line: a file, or the name of a spec that ships with the program.</summary>
internal static class SpecArgument
{
    private static readonly string ShippedFolder = Path.Combine(AppContext.BaseDirectory, "specs");

    public static Argument<string> Create() => new("spec")
    {
        Description = $"A spec file, or the name of a spec that ships with the program: {string.Join(", ", ShippedNames())}.",
        HelpName = "SPEC",
    };

    public static RunSpec Read(string spec, string? dataPath) => RunSpecFile.Read(FileOf(spec), dataPath);

    /// <summary>Reads a spec for a cluster; its silos find the data.</summary>
    public static RunSpec ReadAsWritten(string spec) => RunSpecFile.ReadAsWritten(FileOf(spec));

    private static string FileOf(string spec)
    {
        var shipped = Path.Combine(ShippedFolder, spec + ".json");
        if (!File.Exists(spec) && !File.Exists(shipped))
        {
            throw new InvalidInputException($"There is no spec '{spec}': no such file exists, and no spec of that name ships with the program ({string.Join(", ", ShippedNames())}).");
        }

        return File.Exists(spec) ? spec : shipped;
    }

    private static IEnumerable<string> ShippedNames() =>
        Directory.EnumerateFiles(ShippedFolder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
