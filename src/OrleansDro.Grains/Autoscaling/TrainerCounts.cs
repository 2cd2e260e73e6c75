using OrleansDro.Abstractions.Specs;

namespace OrleansDro.Grains.Autoscaling;

/// <summary>
/// The numbers of trainers that are worth distinguishing. A step takes as long as its largest part, so only a number that makes the largest part smaller is useful: with
/// 4 micro-batches a third trainer gains nothing over two. Each number is about twice the previous one, because it takes time to start trainers and to measure them.
/// </summary>
/// <param name="microBatches">Micro-batches of a step, at least 1.</param>
/// <param name="range">The number of trainers that the run takes.</param>
internal sealed class TrainerCounts(int microBatches, TrainerRange range)
{
    /// <summary>Micro-batches of the trainer that has the most.</summary>
    /// <param name="trainers">The number of trainers that share them, at least 1.</param>
    public int LargestPart(int trainers) => (int)Math.Ceiling(microBatches / (double)trainers);

    /// <summary>The smallest number of trainers that is as fast as the given one, in the run's range.</summary>
    /// <param name="trainers">The number of available trainers; may be 0.</param>
    public int Fit(int trainers)
    {
        var atWork = Math.Clamp(trainers, 1, Math.Min(microBatches, range.Maximum));
        return Math.Max(range.Minimum, (int)Math.Ceiling(microBatches / (double)LargestPart(atWork)));
    }

    /// <summary>The next larger number, or null.</summary>
    public int? Above(int trainers) => Fit((int)Math.Min(2L * trainers, microBatches)) is var above && above > trainers ? above : null;

    /// <summary>The next smaller number, or null.</summary>
    public int? Below(int trainers) => UpTo(trainers - 1) is [.., var below] ? below : null;

    /// <summary>All numbers up to one, ascending.</summary>
    public int[] UpTo(int trainers)
    {
        var counts = new List<int>();
        for (int? count = range.Minimum; count <= trainers; count = Above(count.Value))
        {
            counts.Add(count.Value);
        }

        return [.. counts];
    }
}
