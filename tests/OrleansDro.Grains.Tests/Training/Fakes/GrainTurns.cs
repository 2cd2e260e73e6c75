namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>Runs work as a reentrant grain does: in turns, one at a time, which end at each wait.</summary>
internal sealed class GrainTurns
{
    private readonly TaskFactory _turns = new(new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);

    /// <summary>Does something in turns.</summary>
    public Task InTurn(Func<Task> work) => _turns.StartNew(work).Unwrap();
}
