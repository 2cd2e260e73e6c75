namespace OrleansDro.FaultInjection.Clusters;

/// <summary>How the credits of a run differ from those of the same run undisturbed.</summary>
/// <param name="Lost">Credits that cases lack.</param>
/// <param name="Duplicated">Credits that cases have too many.</param>
/// <param name="Unequal">Cases that differ in anything: visits, latest loss, its step, probability.</param>
internal sealed record CreditDifference(long Lost, long Duplicated, int Unequal)
{
    /// <summary>Compares case by case.</summary>
    /// <exception cref="ArgumentException">The runs do not have the same cases.</exception>
    public static CreditDifference Between(IReadOnlyList<CaseCredit> undisturbed, IReadOnlyList<CaseCredit> disturbed)
    {
        if (!undisturbed.Select(item => item.Id).SequenceEqual(disturbed.Select(item => item.Id)))
        {
            throw new ArgumentException("The runs have different cases.");
        }

        var (lost, duplicated, unequal) = (0L, 0L, 0);
        foreach (var (expected, actual) in undisturbed.Zip(disturbed))
        {
            lost += Math.Max(0, expected.Visits - actual.Visits);
            duplicated += Math.Max(0, actual.Visits - expected.Visits);
            unequal += expected == actual ? 0 : 1;
        }

        return new CreditDifference(lost, duplicated, unequal);
    }
}
