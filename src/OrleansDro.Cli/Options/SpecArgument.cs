using System.CommandLine;
using System.CommandLine.Completions;
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
        Description = Description,
        HelpName = "SPEC",
        CompletionSources = { _ => ShippedNames().Select(name => new CompletionItem(name)) },
    };

    /// <summary>The argument of a command that can also take the spec from the folder of a run.</summary>
    public static Argument<string?> CreateOptional() => new("spec")
    {
        Description = $"{Description} With --resume it can be left out.",
        HelpName = "SPEC",
        Arity = ArgumentArity.ZeroOrOne,
        CompletionSources = { _ => ShippedNames().Select(name => new CompletionItem(name)) },
    };

    /// <summary>Reads a spec for a run in this process.</summary>
    /// <param name="spec">The file or the name.</param>
    /// <param name="dataPath">Replaces the spec's data path; null keeps it.</param>
    /// <param name="changes">Fields that replace those of the spec.</param>
    /// <exception cref="InvalidInputException">There is no such spec, or it is wrong.</exception>
    public static RunSpec Read(string spec, string? dataPath, IReadOnlyList<SpecChange> changes) => RunSpecFile.Read(FileOf(spec), dataPath, changes);

    /// <summary>Reads a spec for a cluster; its silos find the data.</summary>
    public static RunSpec ReadAsWritten(string spec, IReadOnlyList<SpecChange>? changes = null) => RunSpecFile.ReadAsWritten(FileOf(spec), changes);

    /// <summary>The names of the specs that ship with the program, as a list for messages.</summary>
    public static string Shipped => string.Join(", ", ShippedNames());

    private static string Description => $"A spec file, or the name of a spec that ships with the program: {Shipped}.";

    private static string FileOf(string spec)
    {
        var shipped = Path.Combine(ShippedFolder, spec + ".json");
        if (!File.Exists(spec) && !File.Exists(shipped))
        {
            throw new InvalidInputException($"There is no spec '{spec}': no such file exists, and no spec of that name ships with the program ({Shipped}).");
        }

        return File.Exists(spec) ? spec : shipped;
    }

    private static IEnumerable<string> ShippedNames() =>
        Directory.EnumerateFiles(ShippedFolder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);
}
