using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>The option that loads components of the user's own. Only the command line names assemblies; a spec cannot.</summary>
internal sealed class CatalogOption
{
    private readonly Option<string[]> _files = new("--catalog")
    {
        Description = "An assembly with models, losses, data sets or optimizers of your own, which the spec can then name; see docs/own-code.md. Its code runs with the rights of this process. Can be repeated.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Options.Add(_files);

    /// <summary>The built-in components and those of the named assemblies.</summary>
    /// <exception cref="InvalidInputException">An assembly cannot be used.</exception>
    public LearningCatalog Catalog(ParseResult parsed)
    {
        var catalog = LearningCatalog.CreateDefault();
        foreach (var file in parsed.GetValue(_files) ?? [])
        {
            CatalogAssembly.Extend(file, catalog);
        }

        return catalog;
    }

    /// <summary>Gives a silo the catalog.</summary>
    public static Action<IServiceCollection> Register(LearningCatalog catalog) => services => services.AddSingleton(catalog);
}
