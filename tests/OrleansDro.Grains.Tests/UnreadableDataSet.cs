using OrleansDro.Learning.Data;
using OrleansDro.Learning.Data.Phantoms;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Grains.Tests;

/// <summary>Phantoms, one of which cannot be read.</summary>
internal sealed class UnreadableDataSet : IDataSet, ICaseSource
{
    private readonly PhantomDataSet _phantoms = new(new PhantomOptions { Size = 12, TrainingCases = 10, ValidationCases = 2 });
    private readonly int _damagedCase;

    public UnreadableDataSet(UnreadableOptions options) => _damagedCase = options.DamagedCase;

    public TaskDescription Task => _phantoms.Task;

    public ICaseSource Training => this;

    public ICaseSource Validation => _phantoms.Validation;

    public IReadOnlyList<CaseDescription> Cases => _phantoms.Training.Cases;

    public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target)
    {
        RequireReadable(index);
        _phantoms.Training.LoadForTraining(index, random, input, target);
    }

    public EvaluationCase LoadForEvaluation(int index)
    {
        RequireReadable(index);
        return _phantoms.Training.LoadForEvaluation(index);
    }

    private void RequireReadable(int index)
    {
        if (index == _damagedCase)
        {
            throw new InvalidInputException($"case-{index}.nii.gz is truncated.");
        }
    }
}
