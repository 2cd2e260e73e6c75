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
}
