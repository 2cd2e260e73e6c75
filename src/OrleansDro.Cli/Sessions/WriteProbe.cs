namespace OrleansDro.Cli.Sessions;

/// <summary>Tests whether files can be written to a folder, by writing one.</summary>
internal static class WriteProbe
{
    private static readonly byte[] Content = new byte[4096];

    /// <summary>Why no file can be written, in a sentence; null if one could. The file is deleted.</summary>
    /// <param name="folder">A folder that exists.</param>
    public static string? Problem(string folder)
    {
        try
        {
            var file = Path.Combine(folder, $".{Guid.NewGuid():N}");
            try
            {
                File.WriteAllBytes(file, Content);
            }
            finally
            {
                File.Delete(file);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }
}
