using OrleansDro.Abstractions.Cases;
using OrleansDro.Learning.Configuration;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Cli.Reporting.Files;

/// <summary>The record of what happened to a run's cases while it trained; with the spec and the seed it decides the result.</summary>
internal static class ChangesFile
{
    /// <summary>The file's name in the folder of a run.</summary>
    public const string Name = "changes.json";

    /// <summary>Reads a record, to be repeated.</summary>
    /// <param name="file">The file.</param>
    /// <param name="steps">The steps of the run that is to repeat it.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, a field is unknown, missing or of a wrong type, or a change has no step of the run.</exception>
    public static IReadOnlyList<CaseChange> Read(string file, int steps)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The changes {file} of --changes cannot be read: {exception.Message}", exception);
        }

        var changes = StrictJson.Bind<CaseChange[]>(StrictJson.Parse(text, file), file);
        for (var i = 0; i < changes.Length; i++)
        {
            if (changes[i].Step is not { } step)
            {
                throw new InvalidInputException($"missing field '[{i}].step' in {file}; a change is repeated at the step at which it took effect. Take the {Name} that a run has written.");
            }

            if (step < 0 || step >= steps)
            {
                throw new InvalidInputException($"field '[{i}].step' in {file} must be from 0 to {steps - 1}, as the run has {steps} steps, but it is {step}.");
            }
        }

        return changes;
    }
}
