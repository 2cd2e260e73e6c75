
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Reads files of certificates and keys.</summary>
internal static class PemFile
{
    /// <summary>Reads a PEM file.</summary>
    /// <param name="file">Its path.</param>
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException($"The file {file} cannot be read: {exception.Message} Pass the path of the PEM file, and allow this process to read it.", exception);
        }
    }
}
