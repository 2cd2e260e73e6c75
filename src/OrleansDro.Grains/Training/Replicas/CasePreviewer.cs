using OrleansDro.Abstractions.Results;
using OrleansDro.Grains.Protocol.Coordination;
using OrleansDro.Grains.Training.Data;
using OrleansDro.Robustness.Errors;

namespace OrleansDro.Grains.Training.Replicas;

/// <summary>Creates previews of a trainer's cases for users.</summary>
/// <param name="evaluator">Predicts the cases.</param>
/// <param name="cases">The run's training cases.</param>
/// <param name="replica">The replica that predicts.</param>
internal sealed class CasePreviewer(Evaluator evaluator, TrainingCases cases, LiveReplica replica)
{
    /// <summary>Creates previews of validation cases.</summary>
    /// <param name="indices">Their indices among the validation cases, few.</param>
    /// <exception cref="InvalidInputException">A case cannot be read.</exception>
    public async Task<CasePreview[]> PreviewValidation(int[] indices)
    {
        var previews = new List<CasePreview>();
        foreach (var index in indices)
        {
            previews.Add(await evaluator.Preview(index));
        }

        return [.. previews];
    }

    /// <summary>Creates previews of training cases. A case that cannot be read is left out.</summary>
    /// <param name="indices">Their indices among the run's training cases, few.</param>
    /// <returns>The previews; none if the replica does not have the run's state.</returns>
    public async Task<CasePreview[]> PreviewTraining(int[] indices)
    {
        if (replica.Step is null)
        {
            return [];
        }

        var previews = new List<CasePreview>();
        foreach (var index in indices)
        {
            try
            {
                await cases.EnsureOpened(index + 1);
                var description = cases.Source.Cases[index];
                previews.Add(await evaluator.Preview(cases.Source, new CaseLabel(description.Id, description.Group), index));
            }
            catch (InvalidInputException)
            {
                // Why the case cannot be read is reported when it is drawn.
            }
        }

        return [.. previews];
    }
}
