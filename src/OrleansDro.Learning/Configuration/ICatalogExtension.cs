namespace OrleansDro.Learning.Configuration;

/// <summary>
/// Adds components of your own to the catalog of a program that loads your assembly, such as <c>orleansdro train --catalog my.dll</c>. The type needs a public constructor without
/// parameters.
/// </summary>
public interface ICatalogExtension
{
    /// <summary>Registers the components.</summary>
    /// <param name="catalog">The catalog of the program.</param>
    void Extend(LearningCatalog catalog);
}
