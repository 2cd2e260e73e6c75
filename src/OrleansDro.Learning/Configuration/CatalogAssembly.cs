using System.Reflection;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Configuration;

/// <summary>Loads assemblies of users that extend a catalog. Their code runs with all rights of this process.</summary>
public static class CatalogAssembly
{
    /// <summary>Loads an assembly and lets each of its <see cref="ICatalogExtension"/> types extend a catalog. Its private dependencies are found beside it.</summary>
    /// <param name="path">The file of the assembly. A file or folder that every user of the machine can change is refused.</param>
    /// <param name="catalog">The catalog.</param>
    /// <exception cref="InvalidInputException">
    /// The file does not exist, may have been changed by anybody, is no assembly for this program, extends no catalog, or its registration failed; the message names the remedy.
    /// </exception>
    public static void Extend(string path, LearningCatalog catalog)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            throw new InvalidInputException($"The assembly {path} does not exist. Build your project and name its .dll file.");
        }

        RequirePrivate(file);
        var extensions = Find(file);
        if (extensions.Length == 0)
        {
            throw new InvalidInputException($"The assembly {path} extends no catalog. Add a class that implements {nameof(ICatalogExtension)} and has a public constructor without parameters.");
        }

        foreach (var extension in extensions)
        {
            Extend(file, extension, catalog);
        }
    }

    private static void RequirePrivate(string file)
    {
        foreach (var path in new[] { file, Path.GetDirectoryName(file)! })
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.OtherWrite | UnixFileMode.StickyBit)) == UnixFileMode.OtherWrite)
            {
                throw new InvalidInputException($"Every user of this machine can change {path}, so its code is not run. Take that right away with 'chmod o-w {path}'.");
            }
        }
    }

    private static Type[] Find(string file)
    {
        try
        {
            var assembly = new CatalogLoadContext(file).LoadFromAssemblyPath(file);
            return [.. assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && typeof(ICatalogExtension).IsAssignableFrom(type) && type.GetConstructor([]) is not null)];
        }
        catch (ReflectionTypeLoadException exception)
        {
            throw Unusable(file, exception.LoaderExceptions.OfType<Exception>().FirstOrDefault() ?? exception);
        }
        catch (Exception exception) when (exception is BadImageFormatException or IOException or TypeLoadException)
        {
            throw Unusable(file, exception);
        }
    }

    private static void Extend(string file, Type type, LearningCatalog catalog)
    {
        try
        {
            ((ICatalogExtension)Activator.CreateInstance(type)!).Extend(catalog);
        }
#pragma warning disable CA1031 // It is a user's code, which can throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var cause = (exception as TargetInvocationException)?.InnerException ?? exception;
            throw new InvalidInputException($"{type.FullName} in {file} could not extend the catalog: {cause.Message}", cause);
        }
    }

    private static InvalidInputException Unusable(string file, Exception cause) => new(
        $"The assembly {file} cannot be loaded: {cause.Message} Build it for .NET {Environment.Version.Major} against OrleansDro.Learning {typeof(CatalogAssembly).Assembly.GetName().Version?.ToString(3)}.", cause);
}
