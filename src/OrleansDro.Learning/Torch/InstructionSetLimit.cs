namespace OrleansDro.Learning.Torch;

/// <summary>
/// Limits the instruction sets of oneDNN if the processor needs it. oneDNN reads the limit once, when it first computes, so the first network of the process decides. A later
/// network that would need another limit computes wrongly, which its self-test finds.
/// </summary>
public static class InstructionSetLimit
{
    /// <summary>The environment variable with the limit.</summary>
    public const string Variable = KernelLevel.OneDnnVariable;

    private static readonly Lock Deciding = new();

    /// <summary>The decision; null before the first network.</summary>
    public static InstructionSetDecision? Decision { get; private set; }

    /// <summary>The limit that native code reads, set by the user or by this process; null if there is none.</summary>
    public static string? Current =>
        new[] { NativeEnvironment.Get(Variable), NativeEnvironment.Get(KernelLevel.OldOneDnnVariable) }.FirstOrDefault(limit => !string.IsNullOrWhiteSpace(limit));

    /// <summary>Decides for the process, unless it was decided before. Call it before the network computes for the first time.</summary>
    /// <param name="padsChannels">Whether the network is a <see cref="Models.IPadsChannels"/>.</param>
    public static void DecideFor(bool padsChannels)
    {
        lock (Deciding)
        {
            if (Decision is not null)
            {
                return;
            }

            Decision = InstructionSetDecision.Decide(ProcessorCaches.AreHidden, padsChannels, Current);
            if (Decision.Limit is { } limit)
            {
                NativeEnvironment.Set(Variable, limit);
            }
        }
    }
}
