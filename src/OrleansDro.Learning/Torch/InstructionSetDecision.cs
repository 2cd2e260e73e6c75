namespace OrleansDro.Learning.Torch;

/// <summary>Which instruction sets oneDNN may use in this process, and why.</summary>
/// <param name="Limit">The value for <c>ONEDNN_MAX_CPU_ISA</c>, or null to leave the variable as it is.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record InstructionSetDecision(string? Limit, string Reason)
{
    /// <summary>The highest instruction set whose convolutions were correct for all shapes tested on a processor that hides its caches.</summary>
    public const string SafeLimit = "SSE41";

    /// <summary>Decides.</summary>
    /// <param name="cachesAreHidden">See <see cref="ProcessorCaches.AreHidden"/>.</param>
    /// <param name="padsChannels">Whether the network is a <see cref="Models.IPadsChannels"/>.</param>
    /// <param name="setByUser">The limit that the user has set in the environment, or null.</param>
    public static InstructionSetDecision Decide(bool cachesAreHidden, bool padsChannels, string? setByUser) => (cachesAreHidden, padsChannels, setByUser) switch
    {
        (_, _, { } limit) => new(null, $"The environment limits oneDNN to {limit}."),
        (false, _, _) => new(null, "oneDNN uses all instruction sets of the processor."),
        (_, true, _) => new(null, "The processor hides the sizes of its caches, so that oneDNN computes every convolution wrongly whose channels it has to pad. The network pads its channels itself, so oneDNN uses all instruction sets."),
        _ => new(SafeLimit, $"The processor hides the sizes of its caches, so that oneDNN computes every convolution wrongly whose channels it has to pad. oneDNN is limited to {SafeLimit}: convolutions take 3 to 7 times as long."),
    };
}
