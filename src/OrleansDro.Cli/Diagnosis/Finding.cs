namespace OrleansDro.Cli.Diagnosis;

/// <summary>One thing that a check has found.</summary>
/// <param name="Subject">What was checked; unique within its check, and the same in each version, because scripts use it.</param>
/// <param name="Status">What it means.</param>
/// <param name="Text">The finding, in words.</param>
/// <param name="Remedy">What helps, in sentences; null if there is nothing to do.</param>
/// <param name="Seconds">How long the attempt took; null if it was not measured.</param>
internal sealed record Finding(string Subject, FindingStatus Status, string Text, string? Remedy = null, double? Seconds = null)
{
    /// <summary>A finding that is as it should be.</summary>
    public static Finding Ok(string subject, string text) => new(subject, FindingStatus.Ok, text);

    /// <summary>A finding that can go wrong or be slow.</summary>
    public static Finding Warning(string subject, string text, string remedy) => new(subject, FindingStatus.Warning, text, remedy);

    /// <summary>A finding that does not work.</summary>
    public static Finding Failure(string subject, string text, string remedy) => new(subject, FindingStatus.Failure, text, remedy);
}
