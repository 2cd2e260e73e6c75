using OrleansDro.Learning.Data;
using OrleansDro.Learning.Training;
using OrleansDro.Robustness.Randomness;

namespace OrleansDro.Learning.SelfTesting;

/// <summary>Generated cases: standard normal inputs and uniformly drawn labels, which are a function of the seed and of the trial.</summary>
internal static class SelfTestInput
{
    /// <summary>Cases of a pass: two, so that a mix-up of cases shows.</summary>
    public const int Cases = 2;

    /// <summary>Fills a batch.</summary>
    /// <param name="batch">As many cases as <see cref="Cases"/>.</param>
    /// <param name="task">Defines the number of classes.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="trial">The trial, 0 or more; each has its own cases.</param>
    public static void Fill(BatchBuffer batch, TaskDescription task, long seed, int trial)
    {
        for (var i = 0; i < batch.Cases; i++)
        {
            var random = new CounterRandom(seed, RandomPurpose.SelfTest, trial, i);
            foreach (ref var value in batch.InputOf(i))
            {
                value = (float)random.NextGaussian();
            }

            foreach (ref var label in batch.TargetOf(i))
            {
                label = random.NextInt32(task.ClassNames.Count);
            }
        }
    }
}
