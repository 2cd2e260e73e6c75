namespace OrleansDro.Cli.Options;

/// <summary>The value of an option of the connection, which the environment and the context file can give too.</summary>
/// <param name="Value">The value; null if none was given.</param>
/// <param name="Place">Where it was given.</param>
/// <param name="Source">The same in words, for messages.</param>
internal sealed record Setting(string? Value, SettingPlace Place, string Source)
{
    /// <summary>Finds the value.</summary>
    /// <param name="given">The value on the command line; null if it is not there.</param>
    /// <param name="option">The name of the option.</param>
    /// <param name="variable">The name of its environment variable.</param>
    /// <exception cref="Robustness.Errors.InvalidInputException">The context file cannot be read.</exception>
    public static Setting Find(string? given, string option, string variable)
    {
        if (given is not null)
        {
            return new Setting(given, SettingPlace.CommandLine, option);
        }

        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value)
        {
            return new Setting(value, SettingPlace.Environment, $"the environment variable {variable}");
        }

        return ContextFile.Read().TryGetValue(ContextFile.NameOf(option), out var stored)
            ? new Setting(stored, SettingPlace.ContextFile, $"'{ContextFile.NameOf(option)}' in {ContextFile.Location}")
            : new Setting(null, SettingPlace.Nowhere, option);
    }
}
