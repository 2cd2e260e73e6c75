using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data;

/// <summary>Keeps paths that others name inside a folder.</summary>
public static class ConfinedPath
{
    private const int MostLinks = 40; // as the operating system

    /// <summary>Follows a path as the operating system does, symbolic links included.</summary>
    /// <param name="root">The folder; a relative path is taken from it.</param>
    /// <param name="given">The path, which need not exist.</param>
    /// <returns>The full path without links, to be used instead of the given one; null if it leads out of the folder.</returns>
    public static string? Find(string root, string given)
    {
        if (given.Contains('\0') || Follow(Path.GetFullPath(root)) is not { } folder || Follow(Path.Combine(folder, given)) is not { } path)
        {
            return null;
        }

        var prefix = folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar;
        return path == folder || path.StartsWith(prefix, StringComparison.Ordinal) ? path : null;
    }

    /// <summary>Finds a file of a data set that an option names.</summary>
    /// <exception cref="InvalidInputException">It is not in the data set's folder.</exception>
    internal static string RequireInside(string folder, string given, string field) => Find(folder, given)
        ?? throw new InvalidInputException($"field '{field}' is '{given}', which leaves the data set's folder {folder}; the file must lie inside it.");

    private static string? Follow(string path)
    {
        var current = Path.GetPathRoot(path)!;
        var rest = new Stack<string>();
        Push(path[current.Length..]);
        for (var links = 0; rest.TryPop(out var segment);)
        {
            if (segment == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            var next = Path.Combine(current, segment);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }

            if (++links > MostLinks)
            {
                return null;
            }

            // A ".." in the target or in the path is relative to the link's target.
            if (Path.IsPathRooted(target))
            {
                current = Path.GetPathRoot(target)!;
                target = target[current.Length..];
            }

            Push(target);
        }

        return current;

        void Push(string segments)
        {
            foreach (var segment in segments.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(segment => segment != ".").Reverse())
            {
                rest.Push(segment);
            }
        }
    }
}
