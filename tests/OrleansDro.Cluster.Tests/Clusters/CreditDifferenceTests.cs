using OrleansDro.FaultInjection.Clusters;

namespace OrleansDro.Cluster.Tests.Clusters;

public sealed class CreditDifferenceTests
{
    private static readonly CaseCredit[] Undisturbed = [new("a", 0.5, 3, 7, 0.4), new("b", double.NaN, 0, -1, 0.2), new("c", 0.25, 2, 5, 0.4)];

    [Fact]
    public void Between_EqualRuns_NoDifference() =>
        Assert.Equal(new CreditDifference(0, 0, 0), CreditDifference.Between(Undisturbed, [.. Undisturbed]));

    [Fact]
    public void Between_LostAndDuplicated_DoNotCancelOut() => Assert.Equal(
        new CreditDifference(2, 1, 2),
        CreditDifference.Between(Undisturbed, [Undisturbed[0] with { Visits = 1 }, Undisturbed[1], Undisturbed[2] with { Visits = 3 }]));

    [Fact]
    public void Between_LossDiffersInItsLastBit_CaseIsUnequal() => Assert.Equal(
        new CreditDifference(0, 0, 1),
        CreditDifference.Between(Undisturbed, [Undisturbed[0] with { Loss = Math.BitIncrement(0.5) }, Undisturbed[1], Undisturbed[2]]));

    [Fact]
    public void Between_OtherCases_IsRefused() =>
        Assert.Throws<ArgumentException>(() => CreditDifference.Between(Undisturbed, Undisturbed[..2]));
}
