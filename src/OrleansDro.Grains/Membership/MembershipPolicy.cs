using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>
/// Decides who trains. A pure function of what is known, which also says why: neither time nor chance has a part in it.
/// </summary>
/// <remarks>
/// A death takes the step in flight over at once. A join waits until all who are there can be past the step in flight, and a leave until the one who leaves has done its part of
/// it, so that nothing is computed twice.
/// </remarks>
internal static class MembershipPolicy
{
    /// <summary>Steps after the committed ones that members may be at.</summary>
    private const int StepsInFlight = 2;

    /// <summary>Decides.</summary>
    public static MembershipDecision Decide(MembershipView view)
    {
        var current = view.Current?.Members ?? [];
        var members = current.Select(member => view.Candidates.FirstOrDefault(candidate => candidate.Trainer == member.Trainer && HasState(candidate))).ToArray();
        var staying = members.Where(member => member?.Stage == TrainerStage.Ready).Select(member => member!).ToArray();
        var leaving = members.Where(member => member?.Stage == TrainerStage.Leaving).Select(member => member!).ToArray();
        var lost = members.Count(member => member is null);
        var others = view.Candidates.Where(candidate => current.All(member => member.Trainer != candidate.Trainer)).ToArray();
        var joining = others.Where(candidate => candidate.Stage == TrainerStage.Ready && Candidate.IsCurrent(candidate.Step, HeadOf(view, staying))).ToArray();
        var pool = staying.Concat(joining).Take(view.Trainers.Maximum).ToArray();

        // Whoever is behind catches up by the members' gradients.
        var isWatched = view.Candidates.Any(candidate => candidate.Stage is TrainerStage.Prepared or TrainerStage.Ready && !pool.Contains(candidate));
        if (pool.Length < view.Trainers.Minimum)
        {
            return BelowMinimum(view, pool, leaving, lost);
        }

        var isSame = pool.Length == current.Count && lost == 0 && leaving.Length == 0 && pool.Length == staying.Length;
        if (isSame && (pool.Length > 1 || view.Current!.IsObserved || !isWatched))
        {
            return new MembershipDecision(MembershipAction.Keep, null, WaitReason.None, "All members are there.");
        }

        var fromStep = (current.Count, lost, leaving.Length) switch
        {
            (0, _, _) or (_, > 0, _) => 0,
            (_, _, > 0) => leaving.Max(member => member.Step) + 1,
            // One who kept its gradients to itself has to show them from the step in flight on.
            _ => view.Current!.Exchanges ? view.StepsCommitted + StepsInFlight : 0,
        };
        return Form(view, fromStep, pool, isWatched, Describe(lost, leaving.Length, pool.Length - staying.Length));
    }

    private static bool HasState(Candidate candidate) => candidate.Stage is TrainerStage.Ready or TrainerStage.Leaving;

    /// <summary>The step that the state must be near, so that a trainer can go on with the others.</summary>
    private static long HeadOf(MembershipView view, Candidate[] staying) => Math.Max(view.StepsCommitted, staying.Select(member => member.Step).DefaultIfEmpty(0).Max());

    private static MembershipDecision BelowMinimum(MembershipView view, Candidate[] pool, Candidate[] leaving, int lost)
    {
        var (reason, words) = (view.Candidates.Count(candidate => candidate.Stage != TrainerStage.Leaving), pool.Length) switch
        {
            (0, _) => (WaitReason.NoTrainers, "a trainer; none is there"),
            (_, > 0) => (WaitReason.BelowMinimum, $"more trainers; {pool.Length} of at least {view.Trainers.Minimum} are there"),
            _ when view.Candidates.Any(candidate => candidate.Stage == TrainerStage.Preparing) => (WaitReason.Data, "the trainers to open the data and build their replicas"),
            _ => (WaitReason.Recovering, "the trainers to get the run's state"),
        };
        if (view.Current is { Members.Count: > 0 })
        {
            var fromStep = lost == 0 && leaving.Length > 0 ? leaving.Max(member => member.Step) + 1 : 0;
            return Form(view, fromStep, [], isWatched: false, words) with { Waiting = reason };
        }

        // A trainer that can take a saved state is needed to begin anew; until one comes, one that has the latest may wake up. A state that is behind is of no use: the steps
        // that it lacks were taken by those who are gone. Where the first generation cannot be formed of those who have the attempt's first state, a checkpoint came that is
        // newer: one that was still being written when the attempt began.
        var isLost = view.Current is null
            ? pool.Length == 0 && view.Candidates.Any(candidate => candidate.Stage == TrainerStage.Ready)
            : !view.Candidates.Any(candidate => HasState(candidate) && Candidate.IsCurrent(candidate.Step, view.StepsCommitted))
                && view.Candidates.Any(candidate => candidate.Stage is TrainerStage.Prepared or TrainerStage.Ready);
        return new MembershipDecision(isLost ? MembershipAction.Restore : MembershipAction.Keep, null, isLost ? WaitReason.Recovering : reason, words);
    }

    private static MembershipDecision Form(MembershipView view, long fromStep, Candidate[] pool, bool isWatched, string reason)
    {
        // Neighbours, as each trainer adds up its own before it gives them to the others.
        var members = pool.Select((candidate, i) => new GenerationMember(candidate.Trainer, [.. Enumerable.Range(FirstOf(i), FirstOf(i + 1) - FirstOf(i))], candidate.Kind));
        var next = new Generation(view.LatestNumber + 1, fromStep, [.. members], isWatched);
        return new MembershipDecision(MembershipAction.Form, next, WaitReason.None, reason);

        int FirstOf(int member) => (int)((long)view.MicroBatches * member / pool.Length);
    }

    private static string Describe(int lost, int leaving, int joining) => string.Join(", ", new[]
    {
        lost > 0 ? $"{lost} lost" : null,
        leaving > 0 ? $"{leaving} leave" : null,
        joining > 0 ? $"{joining} join" : null,
    }.Where(part => part is not null).DefaultIfEmpty("others catch up"));
}
