using FsCheck.Fluent;
using FsCheck.Xunit;
using OrleansDro.Abstractions.Runs;
using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.AllReduce;
using OrleansDro.Grains.Audits;
using OrleansDro.Grains.Protocol.Coordination;

namespace OrleansDro.Grains.Tests.Audits;

/// <summary>Who audits whom, over generated generations of trainers of several kinds.</summary>
public sealed class AuditPlanTests
{
    private const int Every = 7;

    [Property]
    public bool Of_AsManyAuditsAsComparableMembers_EachIsOnceOwnerAndOnceAuditor(byte[] kinds, byte first, bool isFast)
    {
        var (spec, generation) = Make(kinds, isFast);
        var comparable = AuditPlan.Comparable(generation);
        var plans = Enumerable.Range(first + 1, comparable.Length).Select(audit => AuditPlan.Of(spec, generation, audit * (long)Every)!).ToArray();
        var expected = comparable.Select(member => member.Trainer).ToHashSet();
        return expected.SetEquals(plans.Select(plan => plan.Owner)) && expected.SetEquals(plans.Select(plan => plan.Auditor));
    }

    [Property]
    public bool Of_AnyAudit_IsOfTwoTrainersOfOneKindAndOfAPartOfTheOwner(byte[] kinds, byte audit, bool isFast)
    {
        var (spec, generation) = Make(kinds, isFast);
        if (AuditPlan.Of(spec, generation, (audit + 1L) * Every) is not { } plan)
        {
            return generation.Members.Where(member => member.MicroBatches.Length > 0).GroupBy(member => member.Kind).All(ofKind => ofKind.Count() == 1);
        }

        var (owner, auditor) = (generation.Find(plan.Owner)!, generation.Find(plan.Auditor)!);
        return owner != auditor && owner.Kind == auditor.Kind && auditor.MicroBatches.Length > 0
            && plan.MicroBatches.SequenceEqual(StepLayout.Of(spec, generation).Parts[plan.Part]) && plan.MicroBatches.All(owner.MicroBatches.Contains);
    }

    [Fact]
    public void Of_OwnerWithSeveralParts_TakesThemInTurn()
    {
        var (spec, generation) = Make([0, 0], isFast: false);
        var ownersOf = Enumerable.Range(1, 2 * spec.MicroBatches).Select(audit => AuditPlan.Of(spec, generation, audit * Every)!);
        Assert.Equal(Enumerable.Range(0, spec.MicroBatches), ownersOf.Select(plan => plan.Part).Distinct().Order());
    }

    [Theory]
    [InlineData(0, Every, false)]
    [InlineData(Every, 0, false)]
    [InlineData(Every, Every - 1, false)]
    [InlineData(Every, Every, true)]
    [InlineData(Every, 3 * Every, true)]
    [InlineData(1, 1, true)]
    public void Of_Step_IsAuditedEverySoMany(int every, long step, bool isAudited)
    {
        var (spec, generation) = Make([0, 0], isFast: false);
        Assert.Equal(isAudited, AuditPlan.Of(spec with { Compute = spec.Compute with { AuditEvery = every } }, generation, step) is not null);
    }

    /// <summary>One member for each byte: its kind, and whether it has work. Each working member has two micro-batches.</summary>
    private static (RunSpec Spec, Generation Generation) Make(byte[] kinds, bool isFast)
    {
        var working = 0;
        var members = kinds.Select((kind, i) => new GenerationMember(
            new TrainerId($"silo-{i}", "cpu:0"), kind % 5 == 4 ? [] : [2 * working, (2 * working++) + 1], kind % 3 == 0 ? "" : $"kind-{kind % 3}")).ToArray();
        var spec = SmallRun.Spec(microBatches: Math.Max(1, 2 * working));
        return (spec with { Compute = spec.Compute with { AuditEvery = Every, Mode = isFast ? ComputeMode.Fast : ComputeMode.Exact } }, new Generation(1, 0, members, IsObserved: false));
    }
}
