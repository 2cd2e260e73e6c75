using OrleansDro.Abstractions.Cases;
using OrleansDro.Robustness.History;

namespace OrleansDro.Cli.Reporting.Cases;

/// <summary>The state of a case, in words.</summary>
internal static class CaseTexts
{
    public static string Rank(CaseView view) => view.Rank is { } rank ? Numbers.Format(rank) : Numbers.None;

    public static string Loss(double? loss) => loss is { } value ? Numbers.Format(value) : Numbers.None;

    public static string Status(CaseStatus status) => status switch
    {
        CaseStatus.Unseen => "unseen",
        CaseStatus.Seen => "seen",
        CaseStatus.Quarantined => "quarantined",
        _ => "removed",
    };

    public static string Kind(CaseChangeKind kind) => kind switch
    {
        CaseChangeKind.Quarantine => "quarantine",
        CaseChangeKind.Release => "release",
        CaseChangeKind.Add => "add",
        _ => "remove",
    };

    /// <summary>A probability as a percentage; a very small one is printed with an exponent.</summary>
    public static string Probability(double probability) => probability is > 0 and < 0.0005
        ? FormattableString.Invariant($"{100 * probability:0.0E0} %")
        : Numbers.FormatShare(probability);
}
