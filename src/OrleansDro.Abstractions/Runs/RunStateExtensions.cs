namespace OrleansDro.Abstractions.Runs;

/// <summary>What a state means.</summary>
public static class RunStateExtensions
{
    /// <summary>Whether a run has ended: it is completed, stopped or failed.</summary>
    public static bool IsFinal(this RunState state) => state is RunState.Completed or RunState.Stopped or RunState.Failed;
}
