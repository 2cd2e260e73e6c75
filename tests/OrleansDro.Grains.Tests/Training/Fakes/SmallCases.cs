using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Grains.Tests.Training.Fakes;

/// <summary>Images of 2 x 2 pixels in memory. Each pixel of a case is its index + 1, and its class is the index modulo 2.</summary>
/// <param name="count">The number of cases.</param>
internal sealed class SmallCases(int count = 8) : IDataSet, ICaseSource
{
    /// <summary>The pixels of an example.</summary>
    public const int Pixels = 4;

    /// <summary>The case that cannot be read; null if there is none.</summary>
    public int? DamagedCase { get; init; }

    public TaskDescription Task { get; } = new(TaskKind.Classification, 1, ["even", "odd"], [2, 2]);

    public ICaseSource Training => this;

    public ICaseSource Validation => this;

    public IReadOnlyList<CaseDescription> Cases { get; } = [.. Enumerable.Range(0, count).Select(index => new CaseDescription($"case-{index}"))];

    public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target)
    {
        if (index == DamagedCase)
        {
            throw new InvalidInputException($"case-{index} is damaged.");
        }

        input.Fill(index + 1);
        target.Fill(index % 2);
    }

    public EvaluationCase LoadForEvaluation(int index) => throw new NotSupportedException();
}
