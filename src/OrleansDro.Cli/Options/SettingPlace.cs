namespace OrleansDro.Cli.Options;

/// <summary>Where a value was given; an earlier place wins.</summary>
internal enum SettingPlace
{
    /// <summary>As an option of the command.</summary>
    CommandLine,

    /// <summary>As an environment variable.</summary>
    Environment,

    /// <summary>In the user's context file.</summary>
    ContextFile,

    /// <summary>Not at all.</summary>
    Nowhere,
}
