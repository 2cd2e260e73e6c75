using OrleansDro.Learning.Torch;

namespace OrleansDro.Cli.Diagnosis;

/// <summary>The processor, whether it hides its caches, and the variables that the user has set for the numeric libraries.</summary>
internal static class ProcessorCheck
{
    /// <summary>The check's name.</summary>
    public const string Name = "processor";

    /// <summary>Checks this machine.</summary>
    public static IEnumerable<Finding> Run() => Judge(ProcessorFacts.Read());

    /// <summary>Judges.</summary>
    /// <param name="facts">The facts about the processor.</param>
    public static IEnumerable<Finding> Judge(ProcessorFacts facts) =>
    [
        Finding.Ok("model", facts.Model),
        (facts.HidesCaches, facts.Limit) switch
        {
            (false, _) => Finding.Ok("caches", "are not hidden from the numeric library"),
            (true, null) => Finding.Warning(
                "caches",
                "are hidden, so that oneDNN computes convolutions that need padding wrongly. The shipped networks pad their channels themselves. For another network this process limits oneDNN to "
                    + $"{InstructionSetDecision.SafeLimit}, which is correct and 3 to 7 times as slow.",
                "No action is needed. For speed with your own network, use a machine that does not hide its caches."),
            (true, { } limit) => Finding.Warning(
                "caches",
                $"are hidden, so that oneDNN computes convolutions that need padding wrongly. {InstructionSetLimit.Variable} limits oneDNN to {limit}.",
                limit.Equals(InstructionSetDecision.SafeLimit, StringComparison.OrdinalIgnoreCase)
                    ? $"Unset {InstructionSetLimit.Variable}: the shipped networks are correct without it, and faster."
                    : $"Unset {InstructionSetLimit.Variable}, or set it to {InstructionSetDecision.SafeLimit}: with other values your own networks can compute wrongly."),
        },
        facts is { HidesCaches: false, Limit: { } set }
            ? Finding.Warning("variables", string.Join(", ", facts.Variables), $"{InstructionSetLimit.Variable}={set} slows convolutions down. Unset it, unless you need the bits of another machine.")
            : Finding.Ok("variables", facts.Variables.Count == 0 ? "none is set that affects the numeric libraries" : string.Join(", ", facts.Variables)),
    ];
}
