using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Membership;

public sealed class ParameterHashVotesTests
{
    private static readonly TrainerId[] Trainers = [.. Enumerable.Range(0, 3).Select(i => new TrainerId("127.0.0.1:1@1", $"cpu:{i}"))];

    [Fact]
    public void FindDiverged_AllEqual_None() => Assert.Empty(Votes("a", "a", "a").FindDiverged(Trainers));

    [Fact]
    public void FindDiverged_OneOfThree_IsThatOne() => Assert.Equal([Trainers[1]], Votes("a", "b", "a").FindDiverged(Trainers));

    [Fact]
    public void FindDiverged_TwoDisagree_NeitherIsTrusted() => Assert.Equal(2, Votes("a", "b").FindDiverged(Trainers).Length);

    [Fact]
    public void FindDiverged_OthersThanMembers_DoNotCount() => Assert.Empty(Votes("a", "b", "a").FindDiverged([Trainers[0], Trainers[2]]));

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void AllAgree_OneOfThreeDiffers_NotEvenTheMajority(string value) => Assert.False(Votes("a", "b", "a").AllAgree(5, value, Trainers));

    [Fact]
    public void AllAgree_OthersThanMembersDiffer_DoNotCount() => Assert.True(Votes("a", "b", "a").AllAgree(5, "a", [Trainers[0], Trainers[2]]));

    [Fact]
    public void IsPast_LaterHashOnly_WasNotThereThen()
    {
        var votes = Votes("a");
        votes.Add(Trainers[1], [new ParameterHash(10, "c")]);
        Assert.True(votes.HasReported(Trainers[1], 5));
        Assert.False(votes.HasReported(Trainers[2], 5));
        Assert.False(votes.HasReported(Trainers[0], 10));
    }

    private static ParameterHashVotes Votes(params string[] values)
    {
        var votes = new ParameterHashVotes();
        for (var i = 0; i < values.Length; i++)
        {
            votes.Add(Trainers[i], [new ParameterHash(5, values[i])]);
        }

        return votes;
    }
}
