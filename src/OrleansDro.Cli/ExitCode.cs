namespace OrleansDro.Cli;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int InvalidInput = 2;
    public const int Interrupted = 130;
}
