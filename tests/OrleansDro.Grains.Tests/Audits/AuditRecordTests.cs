using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Protocol.Audits;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Audits;

/// <summary>Who must have erred, by what the trainers of an audit have computed.</summary>
public sealed class AuditRecordTests
{
    private static readonly TrainerId Owner = new("owner", "cpu:0"), Auditor = new("auditor", "cpu:0"), Third = new("third", "cpu:0");
    private static readonly Generation Generation = new(3, 0, [new GenerationMember(Owner, [0]), new GenerationMember(Auditor, [1]), new GenerationMember(Third, [2])], IsObserved: false);

    [Fact]
    public void AddVote_Equal_IsOverAndNobodyErred()
    {
        var audit = Begin("right", "right");
        Assert.True(audit is { IsComplete: true, IsDisputed: false, IsOver: true, Request: null });
        Assert.Empty(audit.FaultyTrainers);
    }

    [Theory]
    [InlineData("wrong", "right", "right", new[] { "owner" })]
    [InlineData("right", "wrong", "right", new[] { "auditor" })]
    public void AddVote_ThirdAgreesWithOne_TheOtherErred(string owner, string auditor, string third, string[] erred)
    {
        var audit = Begin(owner, auditor);
        audit.Ask(Third);
        Assert.Equal([Third], audit.Awaited);
        Answer(audit, Third, third);
        AssertErred(audit, erred);
    }

    [Theory]
    [InlineData("wrong", "right", "right", "right", new[] { "owner" })]
    [InlineData("right", "wrong", "right", "right", new[] { "auditor" })]
    [InlineData("wrong", "other", "right", "right", new[] { "owner", "auditor" })]
    [InlineData("wrong", "right", "wrong", "right", new[] { "owner", "auditor" })]
    [InlineData("wrong", "right", "other", "right", new[] { "owner", "auditor" })]
    public void AddVote_NoThird_BothComputeOnceMore(string owner, string auditor, string ownerAgain, string auditorAgain, string[] erred)
    {
        var audit = Begin(owner, auditor);
        audit.Ask(third: null);
        Assert.Equal([Owner, Auditor], audit.Awaited);
        Answer(audit, Owner, ownerAgain);
        Answer(audit, Auditor, auditorAgain);
        if (!audit.IsOver)
        {
            audit.AskNext();
            Assert.True(audit.IsUndecided);
        }

        AssertErred(audit, erred);
    }

    [Fact]
    public void AskNext_ThirdDecidesNothing_BothAreAskedAndTheThirdErredToo()
    {
        var audit = Begin("wrong", "right");
        audit.Ask(Third);
        var first = audit.Request!.Id;
        Answer(audit, Third, "other");
        Assert.False(audit.IsOver);
        audit.AskNext();
        Assert.Equal([Owner, Auditor], audit.Request!.Trainers);
        Assert.NotEqual(first, audit.Request.Id);
        Answer(audit, Owner, "right");
        AssertErred(audit, ["owner", "third"]);
    }

    [Fact]
    public void AskNext_NobodyAnswers_IsUndecided()
    {
        var audit = Begin("wrong", "right");
        audit.Ask(Third);
        audit.AskNext();
        audit.AskNext();
        Assert.True(audit.IsUndecided);
        AssertErred(audit, ["owner", "auditor"]);
    }

    [Fact]
    public void AddVote_VoteAgainOrOfATrainerThatWasNotAsked_ChangesNothing()
    {
        var audit = Begin("wrong", "right");
        Vote(audit, Owner, "right", round: 0);
        Vote(audit, Third, "right", round: 0);
        Assert.True(audit.IsDisputed);
        audit.Ask(third: null);
        Vote(audit, Third, "right", audit.Request!.Round);
        Assert.False(audit.IsOver);
        Assert.Equal([Owner, Auditor], audit.Awaited);
    }

    private static void AssertErred(AuditRecord audit, string[] erred)
    {
        Assert.True(audit is { IsOver: true, Request: null });
        Assert.Equal(erred, audit.FaultyTrainers.Select(trainer => trainer.Silo));
    }

    private static AuditRecord Begin(string owner, string auditor)
    {
        var audit = new AuditRecord(Generation, step: 8, new AuditPlan(Owner, Auditor, Part: 0, [0]));
        Vote(audit, Owner, owner, round: 0);
        Assert.False(audit.IsComplete);
        Vote(audit, Auditor, auditor, round: 0);
        return audit;
    }

    private static void Answer(AuditRecord audit, TrainerId trainer, string digest)
    {
        if (audit.Request is { } request)
        {
            Vote(audit, trainer, digest, request.Round);
        }
    }

    private static void Vote(AuditRecord audit, TrainerId trainer, string digest, int round) => audit.AddVote(new AuditVote(trainer, 1, Generation.Number, audit.Step, round, digest));
}
