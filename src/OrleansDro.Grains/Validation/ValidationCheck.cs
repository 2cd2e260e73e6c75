using OrleansDro.Abstractions.Specs;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Validation;

/// <summary>Checks that a data set has what a spec's validation needs.</summary>
internal static class ValidationCheck
{
    /// <summary>Checks it.</summary>
    /// <exception cref="InvalidInputException">There are no validation cases, or they have no groups or labels to choose by.</exception>
    public static void Require(ValidationSpec? validation, DataSummary data)
    {
        if (validation is null)
        {
            return;
        }

        if (data.Validation.Length == 0)
        {
            throw new InvalidInputException("The spec's field 'validation' needs validation cases, and the data set has none. Set some apart with the data's options, or remove the field.");
        }

        if (validation.Best == ValidationStatistic.WorstGroup && data.Validation.All(label => label.Group is null))
        {
            throw new InvalidInputException("The spec's field 'validation.best' is 'worstGroup', but the validation cases have no groups. Use another statistic, such as 'p5'.");
        }

        if (validation.Best == ValidationStatistic.WorstLabel && !data.IsSegmentation)
        {
            throw new InvalidInputException("The spec's field 'validation.best' is 'worstLabel', but the task has no labels. Use another statistic, such as 'p5'.");
        }
    }
}
