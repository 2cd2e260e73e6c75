using System.CommandLine;
using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Cli.Options;

/// <summary><c>--trainers</c>: how many may work on a run at once.</summary>
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
                result.AddError($"--trainers must be a number from 1, or MIN:MAX with MIN from 1 and no more than MAX, or MIN: for as many as there are; it is '{text}'.");
            }

            return range;
        },
    };
}
