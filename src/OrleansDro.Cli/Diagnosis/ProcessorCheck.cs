using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The processor, what it hides, and what the user has set for the numeric libraries.</summary>
internal static class ProcessorCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "processor";

    /// <summary>Looks at this machine.</summary>
    public static IEnumerable<Finding> Run() => Judge(ProcessorFacts.Read());

    /// <summary>Judges.</summary>
    /// <param name="facts">What is known of the processor.</param>
    public static IEnumerable<Finding> Judge(ProcessorFacts facts) =>
    [
        Finding.Ok("model", facts.Model),
        (facts.HidesCaches, facts.Limit) switch
        {
            (false, _) => Finding.Ok("caches", "are not hidden from the numeric library"),
            (true, null) => Finding.Warning(
                "caches",
                "are hidden, which makes convolutions of oneDNN wrong that need padding. The shipped networks pad their channels themselves. For another network this process limits oneDNN to "
                    + $"{InstructionSetDecision.SafeLimit}, which is right and 3 to 7 times as slow.",
                "Nothing needs to be done. To be fast with a network of your own, use a machine that shows its caches."),
            (true, { } limit) => Finding.Warning(
                "caches",
                $"are hidden, which makes convolutions of oneDNN wrong that need padding. {InstructionSetLimit.Variable} limits oneDNN to {limit}.",
                limit.Equals(InstructionSetDecision.SafeLimit, StringComparison.OrdinalIgnoreCase)
                    ? $"Unset {InstructionSetLimit.Variable}: the shipped networks are right without it, and faster."
                    : $"Unset {InstructionSetLimit.Variable}, or set it to {InstructionSetDecision.SafeLimit}: with other values networks of your own can be wrong."),
        },
        facts is { HidesCaches: false, Limit: { } set }
            ? Finding.Warning("variables", string.Join(", ", facts.Variables), $"{InstructionSetLimit.Variable}={set} slows convolutions down. Unset it, unless you need the bits of another machine.")
            : Finding.Ok("variables", facts.Variables.Count == 0 ? "none is set that changes the numeric libraries" : string.Join(", ", facts.Variables)),
    ];
}
