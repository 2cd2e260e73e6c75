using OrleansDro.Robustness.Errors;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.Data;

/// <summary>The cases of one side of a split. Safe for use by several threads at once.</summary>
public interface ICaseSource
{
    /// <summary>The cases, in an order that never changes: the position is the case's index.</summary>
    IReadOnlyList<CaseDescription> Cases { get; }

    /// <summary>
    /// Writes one training example of a case: cropped or padded to the example shape, normalized, augmented.
    /// The result depends only on the index and the random numbers, so that each trainer creates the same example.
    /// </summary>
    /// <param name="index">The case, 0 to Cases.Count - 1.</param>
    /// <param name="random">Random numbers that belong to this draw.</param>
    /// <param name="input">Receives channels x spatial shape, channel slowest, then as in <see cref="TaskDescription.ExampleShape"/>.</param>
    /// <param name="target">Receives the labels, 0 to classes - 1.</param>
    /// <exception cref="InvalidInputException">The case's file is missing, damaged or differs from the data set's declaration.</exception>
    void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target);

    /// <summary>Loads a whole case without augmentation, for a prediction that is compared with its reference.</summary>
    /// <param name="index">The case, 0 to Cases.Count - 1.</param>
    /// <exception cref="InvalidInputException">The case's file is missing, damaged or differs from the data set's declaration.</exception>
    EvaluationCase LoadForEvaluation(int index);
}
