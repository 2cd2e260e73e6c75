using OrleansDro.Robustness.Errors;

namespace OrleansDro.Learning.Data;

/// <summary>A data set that can open training cases that were added after it was opened. Safe for use by several threads at once.</summary>
public interface IExtensibleDataSet : IDataSet
{
    /// <summary>
    /// Opens training cases that are not part of the data set. The data set itself does not change, since several runs may share it: the caller
    /// keeps the new cases. Each is read once, to check that it can be used.
    /// </summary>
    /// <param name="ids">The ids of the cases.</param>
    /// <returns>Only these cases, in this order; their examples are created like those of <see cref="IDataSet.Training"/>.</returns>
    /// <exception cref="InvalidInputException">
    /// There is no such case, it is a training or a validation case already, its id is given twice, or it is damaged or does not fit the task.
    /// </exception>
    ICaseSource OpenTrainingCases(IReadOnlyList<string> ids);
}
