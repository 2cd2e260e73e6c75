using OrleansDro.Learning.Data;
using OrleansDro.Robustness.Randomness;

namespace OwnComponents;

/// <summary>The fields of <c>data</c> in the spec, beside its name.</summary>
internal sealed record StripesOptions
{
    /// <summary>Training cases, at least 1.</summary>
    public int TrainingCases { get; init; } = 100;
}

/// <summary>Images of 8x8 pixels with stripes that lie or stand. One in ten is faint, and so harder.</summary>
internal sealed class Stripes(StripesOptions options, long seed) : IDataSet
{
    public TaskDescription Task { get; } = new(TaskKind.Classification, 1, ["lying", "standing"], [Side, Side]);

    public ICaseSource Training { get; } = new Images("train", options.TrainingCases, seed);

    public ICaseSource Validation { get; } = new Images("validation", 20, seed + 1);

    private const int Side = 8;

    private sealed class Images(string name, int count, long seed) : ICaseSource
    {
        private const int FaintEvery = 10;

        public IReadOnlyList<CaseDescription> Cases { get; } = [.. Enumerable.Range(0, count).Select(i => new CaseDescription($"{name}-{i:000}", i % FaintEvery == 0 ? "faint" : "clear"))];

        /// <summary>All random numbers come from the draw, so that any trainer makes the same example.</summary>
        public void LoadForTraining(int index, CounterRandom random, Span<float> input, Span<int> target)
        {
            Draw(index, input, target);
            foreach (ref var pixel in input)
            {
                pixel += 0.1f * (float)random.NextGaussian();
            }
        }

        public EvaluationCase LoadForEvaluation(int index)
        {
            var (input, target) = (new float[Side * Side], new int[1]);
            Draw(index, input, target);
            return new EvaluationCase(input, [Side, Side], target, []);
        }

        private void Draw(int index, Span<float> input, Span<int> target)
        {
            var random = new CounterRandom(seed, RandomPurpose.Data, index, 0);
            target[0] = random.NextInt32(2);
            var (phase, strength) = (random.NextInt32(4), index % FaintEvery == 0 ? 0.3f : 1);
            for (var i = 0; i < input.Length; i++)
            {
                var position = target[0] == 0 ? i / Side : i % Side;
                input[i] = (position + phase) % 4 < 2 ? strength : -strength;
            }
        }
    }
}
