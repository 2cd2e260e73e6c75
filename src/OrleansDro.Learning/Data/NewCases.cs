using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data;

/// <summary>The checks of new cases that all data sets share.</summary>
internal static class NewCases
{
    /// <summary>Refuses an id that is given twice or is a case of the data set already.</summary>
    /// <exception cref="InvalidInputException">The message names the id.</exception>
    public static void RequireNew(IReadOnlyList<string> ids, IDataSet dataSet)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (!asked.Add(id))
            {
                throw new InvalidInputException($"The new case '{id}' is given twice; give each id once.");
            }
        }

        if (dataSet.Training.Cases.FirstOrDefault(entry => asked.Contains(entry.Id)) is { } known)
        {
            throw new InvalidInputException($"The new case '{known.Id}' is already one of the training cases; leave it out.");
        }

        if (dataSet.Validation.Cases.FirstOrDefault(entry => asked.Contains(entry.Id)) is { } heldOut)
        {
            throw new InvalidInputException($"The new case '{heldOut.Id}' is one of the validation cases, which must not be trained on; leave it out.");
        }
    }
}
