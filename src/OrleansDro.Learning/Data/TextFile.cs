using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data;

/// <summary>Reads text files that the user named.</summary>
internal static class TextFile
{
    /// <summary>The whole text.</summary>
    /// <exception cref="InvalidInputException">The file is missing or cannot be read.</exception>
    public static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"{path} does not exist; check the path of the data set.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }
}
