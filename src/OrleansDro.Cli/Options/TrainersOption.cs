using System.CommandLine;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Cli.Options;

/// <summary><c>--trainers</c>: how many trainers may work on a run at once.</summary>
internal static class TrainersOption
{
    public static Option<TrainerRange> Create(string description, TrainerRange byDefault) => new("--trainers")
    {
        Description = description,
        HelpName = "MIN:MAX",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            if (!TrainerRange.TryParse(text, out var range))
            {
                result.AddError($"--trainers must be N, MIN:MAX (1 <= MIN <= MAX) or MIN: (no upper limit); it is '{text}'.");
            }

            return range;
        },
    };

    /// <summary>Says on standard error that fewer trainers can work than the user asked for; nothing if all can, or if the number has no upper limit.</summary>
    /// <param name="asked">What the user asked for.</param>
    /// <param name="spec">The spec of the run.</param>
    public static async Task WarnOfSparesAsync(TrainerRange asked, RunSpec spec)
    {
        if (asked.Maximum != TrainerRange.Any.Maximum && asked.Maximum > spec.MicroBatches)
        {
            await Console.Error.WriteLineAsync(FormattableString.Invariant(
                $"Warning: --trainers asks for up to {asked.Maximum} trainers, but at most {spec.MicroBatches} can work at a time: a step of the spec has that many parts (microBatches). The others have nothing to do."));
        }
    }
}
