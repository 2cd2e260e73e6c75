
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Hosting.Cluster;

/// <summary>Reads certificates and keys.</summary>
internal static class PemFile
{
    /// <exception cref="InvalidInputException">The file cannot be read.</exception>
    public static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidInputException($"The file {file} cannot be read: {exception.Message} Name the PEM file, and let this process read it.", exception);
        }
    }
}
