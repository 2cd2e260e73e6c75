namespace OrleansDro.Cli.Diagnosis;

/// <summary>All findings, as <c>--json</c> prints it.</summary>
/// <param name="Status">The worst status of all findings.</param>
/// <param name="Checks">The checks in the order in which they ran.</param>
internal sealed record DiagnosisReport(FindingStatus Status, IReadOnlyList<CheckResult> Checks)
{
    /// <summary>Summarizes the checks.</summary>
    /// <param name="checks">The checks in the order in which they ran.</param>
    public static DiagnosisReport Of(IReadOnlyList<CheckResult> checks) =>
        new(checks.SelectMany(check => check.Findings).Select(finding => finding.Status).DefaultIfEmpty().Max(), checks);

    /// <summary>How many findings have a status.</summary>
    public int Count(FindingStatus status) => Checks.Sum(check => check.Findings.Count(finding => finding.Status == status));
}
