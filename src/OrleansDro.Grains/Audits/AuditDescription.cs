using OrleansDro.Abstractions.Runs;

namespace OrleansDro.Grains.Audits;

/// <summary>Describes disputed audits to the user.</summary>
internal static class AuditDescription
{
    private const int ShownDigits = 8;

    /// <summary>Says which trainers computed different gradients; ends without a period.</summary>
    public static string OfDispute(AuditRecord audit)
    {
        var plan = audit.Plan;
        return $"{plan.Owner} and {plan.Auditor} computed different gradients for part {plan.Part} of step {audit.Step} from the same input"
            + $" ({audit.FirstOf(plan.Owner)?[..ShownDigits]} and {audit.FirstOf(plan.Auditor)?[..ShownDigits]})";
    }

    /// <summary>Says which trainers are evicted and why, and what the user should do.</summary>
    public static string OfVerdict(AuditRecord audit, TrainerId[] faulty) => audit.IsUndecided
        ? $"{OfDispute(audit)}, and no third trainer of their kind could decide. A second computation did not settle it (still different, or no answer), so it is unknown which of them is right."
            + " Both were evicted from the run. Run 'orleansdro doctor' on their machines."
        : $"{OfDispute(audit)}. {string.Join(" and ", faulty.Select(trainer => trainer.ToString()))} computed wrongly, as another trainer or a second computation showed, and was evicted from the run."
            + " Run 'orleansdro doctor' on that machine.";
}
