using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Protocol.Training;
using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Data;

/// <summary>Finds out whether training cases can be added to a data set.</summary>
internal static class CaseOpening
{
    /// <summary>Tries to open cases that are not part of the data set.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="ids">The ids of the cases.</param>
    /// <returns>The cases, or why they cannot be used.</returns>
    public static async Task<OpenedCases> TryOpen(OpenDataSet data, string[] ids)
    {
        if (data.DataSet is not IExtensibleDataSet extensible)
        {
            return new OpenedCases { Problem = $"No cases can be added to the data set '{data.Name}' while a run uses it.", IsExtensible = false };
        }

        try
        {
            var opened = await Task.Run(() => extensible.OpenTrainingCases(ids));
            return new OpenedCases { Labels = [.. opened.Cases.Select(description => new CaseLabel(description.Id, description.Group))] };
        }
        catch (InvalidInputException exception)
        {
            return new OpenedCases { Problem = exception.Message };
        }
    }
}
