namespace OrleansDro.Cli.Options;

/// <summary>The value of an option that the environment can give too.</summary>
/// <param name="Value">The value; null if none was given.</param>
/// <param name="Place">Where it was given.</param>
/// <param name="Source">The same in words, for messages.</param>
internal sealed record Setting(string? Value, SettingPlace Place, string Source)
{
    /// <summary>Finds the value.</summary>
    /// <param name="given">The value on the command line; null if it is not there.</param>
    /// <param name="option">The name of the option.</param>
    /// <param name="variable">The name of its environment variable.</param>
    public static Setting Find(string? given, string option, string variable) => given is not null
        ? new Setting(given, SettingPlace.CommandLine, option)
        : Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? new Setting(value, SettingPlace.Environment, $"the environment variable {variable}")
            : new Setting(null, SettingPlace.Nowhere, option);
}
