namespace OrleansDro.Cli.Diagnosis;

/// <summary>All that was found, as <c>--json</c> prints it.</summary>
/// <param name="Status">The worst status of all findings.</param>
/// <param name="Checks">The checks in the order in which they were made.</param>
internal sealed record DiagnosisReport(FindingStatus Status, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Sums up.</summary>
    /// <param name="checks">The checks in the order in which they were made.</param>
    public static DiagnosisReport Of(IReadOnlyList<CheckResult> checks) =>
        new(checks.SelectMany(check => check.Findings).Select(finding => finding.Status).DefaultIfEmpty().Max(), checks);

    /// <summary>How many findings have a status.</summary>
    public int Count(FindingStatus status) => Checks.Sum(check => check.Findings.Count(finding => finding.Status == status));
}
