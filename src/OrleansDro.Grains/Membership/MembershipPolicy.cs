using OrleansDro.Abstractions.Runs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Runs;

namespace OrleansDro.Grains.Membership;

/// <summary>
/// Decides which trainers are members of the next generation. A pure function that also returns its reason: neither time nor chance has a part in it.
/// </summary>
/// <remarks>
/// After a loss the next generation takes over the step in flight. A join takes effect after the steps in flight, and a leave after the leaving trainer has done its part of its
/// step, so that nothing is computed twice.
/// </remarks>
internal static class MembershipPolicy
{
    /// <summary>What a run without any trainer waits for.</summary>
    public const string NoTrainer = "a trainer; none is available";

    /// <summary>How many steps members may be ahead of the committed ones.</summary>
    private const int StepsInFlight = 2;

    /// <summary>Decides on the membership of a run.</summary>
    public static MembershipDecision Decide(MembershipView view)
    {
        var current = view.Current?.Members ?? [];
        var members = current.Select(member => view.Candidates.FirstOrDefault(candidate => candidate.Trainer == member.Trainer && HasState(candidate))).OfType<Candidate>().ToArray();
        var staying = Array.FindAll(members, member => member.Stage == TrainerStage.Ready);
        var leaving = Array.FindAll(members, member => member.Stage == TrainerStage.Leaving);
        var lost = current.Count - members.Length;
        var others = view.Candidates.Where(candidate => current.All(member => member.Trainer != candidate.Trainer)).ToArray();
        var joining = others.Where(candidate => candidate.Stage == TrainerStage.Ready && Candidate.IsCurrent(candidate.Step, LatestStepOf(view, staying))).ToArray();
        var pool = staying.Concat(joining).Take(view.Trainers.Maximum).ToArray();

        // Trainers that lag behind catch up by reading the members' gradients.
        var isWatched = view.Candidates.Any(candidate => candidate.Stage is TrainerStage.Prepared or TrainerStage.Ready && !pool.Contains(candidate));
        if (pool.Length < view.Trainers.Minimum)
        {
            return DecideBelowMinimum(view, pool, leaving, lost);
        }

        var isSame = pool.Length == current.Count && lost == 0 && leaving.Length == 0 && pool.Length == staying.Length;
        if (isSame && (pool.Length > 1 || view.Current is { IsObserved: true } || !isWatched))
        {
            return new MembershipDecision(MembershipAction.Keep, null, WaitReason.None, "All members are alive.");
        }

        var fromStep = (current.Count, lost, leaving.Length) switch
        {
            (0, _, _) or (_, > 0, _) => 0,
            (_, _, > 0) => leaving.Max(member => member.Step) + 1,
            // A single member that did not send its gradients has to send them from the step in flight on.
            _ => view.Current is { Exchanges: true } ? view.StepsCommitted + StepsInFlight : 0,
        };
        return Form(view, fromStep, pool, isWatched, Describe(lost, leaving.Length, pool.Length - staying.Length));
    }

    private static bool HasState(Candidate candidate) => candidate.Stage is TrainerStage.Ready or TrainerStage.Leaving;

    /// <summary>The latest step that the run has reached. A trainer can join only if its own step is near it.</summary>
    private static long LatestStepOf(MembershipView view, Candidate[] staying) => Math.Max(view.StepsCommitted, staying.Select(member => member.Step).DefaultIfEmpty(0).Max());

    private static MembershipDecision DecideBelowMinimum(MembershipView view, Candidate[] pool, Candidate[] leaving, int lost)
    {
        var (reason, words) = (view.Candidates.Count(candidate => candidate.Stage != TrainerStage.Leaving), pool.Length) switch
        {
            (0, _) => (WaitReason.NoTrainers, NoTrainer),
            (_, > 0) => (WaitReason.BelowMinimum, $"more trainers; {pool.Length} of at least {view.Trainers.Minimum} are available"),
            _ when view.Candidates.Any(candidate => candidate.Stage == TrainerStage.Preparing) => (WaitReason.Data, "the trainers to open the data and build their replicas"),
            _ => (WaitReason.Recovering, "the trainers to load the run's state"),
        };
        if (view.Current is { Members.Count: > 0 })
        {
            var fromStep = lost == 0 && leaving.Length > 0 ? leaving.Max(member => member.Step) + 1 : 0;
            return Form(view, fromStep, [], isWatched: false, words) with { Waiting = reason };
        }

        // A rollback needs a trainer that can load a checkpoint; until there is one, a trainer with the latest state may come back. A state that lags behind is useless: the
        // trainers that took the missing steps are gone. If trainers with the attempt's first state cannot form the first generation, a newer checkpoint appeared, which was
        // still being written when the attempt started.
        var isLost = view.Current is null
            ? pool.Length == 0 && view.Candidates.Any(candidate => candidate.Stage == TrainerStage.Ready)
            : !view.Candidates.Any(candidate => HasState(candidate) && Candidate.IsCurrent(candidate.Step, view.StepsCommitted))
                && view.Candidates.Any(candidate => candidate.Stage is TrainerStage.Prepared or TrainerStage.Ready);
        return new MembershipDecision(isLost ? MembershipAction.Restore : MembershipAction.Keep, null, isLost ? WaitReason.Recovering : reason, words);
    }

    private static MembershipDecision Form(MembershipView view, long fromStep, Candidate[] pool, bool isWatched, string reason)
    {
        // Each member gets adjacent micro-batches, because it sums its own gradients before it sends them.
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
