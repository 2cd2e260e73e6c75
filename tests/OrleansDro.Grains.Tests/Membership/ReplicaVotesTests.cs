using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Membership;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Membership;

public sealed class ReplicaVotesTests
{
    private static readonly TrainerId[] Trainers = [.. Enumerable.Range(0, 3).Select(i => new TrainerId("127.0.0.1:1@1", $"cpu:{i}"))];

    [Fact]
    public void Differing_AllEqual_None() => Assert.Empty(Votes("a", "a", "a").Differing(Trainers));

    [Fact]
    public void Differing_OneOfThree_IsThatOne() => Assert.Equal([Trainers[1]], Votes("a", "b", "a").Differing(Trainers));

    [Fact]
    public void Differing_TwoDisagree_NeitherIsTrusted() => Assert.Equal(2, Votes("a", "b").Differing(Trainers).Length);

    [Fact]
    public void Differing_OthersThanMembers_DoNotCount() => Assert.Empty(Votes("a", "b", "a").Differing([Trainers[0], Trainers[2]]));

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
        Assert.True(votes.IsPast(Trainers[1], 5));
        Assert.False(votes.IsPast(Trainers[2], 5));
        Assert.False(votes.IsPast(Trainers[0], 10));
    }

    private static ReplicaVotes Votes(params string[] values)
    {
        var votes = new ReplicaVotes();
        for (var i = 0; i < values.Length; i++)
        {
            votes.Add(Trainers[i], [new ParameterHash(5, values[i])]);
        }

        return votes;
    }
}
