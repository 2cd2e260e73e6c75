using System.Text.Json;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Options;

/// <summary>
/// The file in which a user stores the connection: the names of its options without dashes in front, each with its value. It never holds a secret, so it needs no protection:
/// passwords and tokens are only in environment variables.
/// </summary>
internal static class ContextFile
{
    /// <summary>The environment variable that names another file.</summary>
    public const string Variable = "ORLEANSDRO_CONTEXT";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    /// <summary>The file: that of the variable, or <c>orleansdro/context.json</c> in the user's folder of configurations (XDG_CONFIG_HOME or <c>~/.config</c>; on Windows AppData).</summary>
    public static string Location => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file
        ? file
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "orleansdro", "context.json");

    /// <summary>Reads the stored values; none if there is no file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or has other contents.</exception>
    public static IReadOnlyDictionary<string, string> Read()
    {
        try
        {
            var values = File.Exists(Location) ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Location)) ?? [] : [];
            return values.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } unknown
                ? throw new InvalidInputException(
                    $"{Location} has the unknown entry '{unknown}'{(NearestName.Find(unknown, Names) is { } near ? $"; did you mean '{near}'?" : ".")} It can hold {string.Join(", ", Names)}. Passwords and tokens belong in environment variables.")
                : values;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{Location} cannot be read: {exception.Message} Correct it, or remove it with 'orleansdro context clear'.", exception);
        }
    }

    /// <summary>Replaces the stored values. The file is never half written.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Write(IReadOnlyDictionary<string, string> values)
    {
        try
        {
            var file = Path.GetFullPath(Location);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var staged = $"{file}.{Environment.ProcessId}";
            File.WriteAllText(staged, JsonSerializer.Serialize(values, Format) + "\n");
            File.Move(staged, file, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    /// <summary>Removes the file.</summary>
    /// <exception cref="InvalidInputException">The file cannot be removed.</exception>
    public static void Clear()
    {
        try
        {
            if (File.Exists(Location))
            {
                File.Delete(Location);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(exception);
        }
    }

    /// <summary>The name of an option in the file.</summary>
    public static string NameOf(string option) => option.TrimStart('-');

    private static IReadOnlyList<string> Names { get; } = [.. new ConnectionOptions().All.Select(option => NameOf(option.Name))];

    private static InvalidInputException Unwritable(Exception exception) => new($"{Location} cannot be changed: {exception.Message} Name another file with the environment variable {Variable}.", exception);
}
