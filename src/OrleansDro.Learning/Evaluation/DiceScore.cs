namespace OrleansDro.Learning.Evaluation;

/// <summary>The Dice coefficient of label maps: 2 |A and B| / (|A| + |B|), 0 to 1.</summary>
public static class DiceScore
{
    /// <summary>The Dice coefficient of each foreground label.</summary>
    /// <param name="prediction">Predicted labels, 0 to classes - 1.</param>
    /// <param name="reference">Reference labels of the same length.</param>
    /// <param name="classes">Number of classes, background included.</param>
    /// <returns>One value for each label from 1 on; 1 if both maps lack the label.</returns>
    /// <exception cref="ArgumentException">The maps differ in length.</exception>
    public static double[] PerLabel(ReadOnlySpan<int> prediction, ReadOnlySpan<int> reference, int classes)
    {
        if (prediction.Length != reference.Length)
        {
            throw new ArgumentException($"The prediction has {prediction.Length} voxels and the reference {reference.Length}.");
        }

        var overlap = new long[classes];
        var sizes = new long[classes];
        for (var i = 0; i < prediction.Length; i++)
        {
            sizes[prediction[i]]++;
            sizes[reference[i]]++;
            if (prediction[i] == reference[i])
            {
                overlap[prediction[i]]++;
            }
        }

        return [.. Enumerable.Range(1, classes - 1).Select(label => sizes[label] == 0 ? 1 : 2.0 * overlap[label] / sizes[label])];
    }
}
